package dev.braid.core.web;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Which part of a list is asked for.
 *
 * @param limit 1..500, 20 when absent
 * @param offset rows to leave out before the first
 */
public record Paging(int limit, int offset) {

    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 500;

    /** Reads {@code limit} and {@code offset}; wrong ones are noted in the parameters. */
    public static Paging of(QueryParameters query) {
        int limit =
                query.optional("limit", QueryParameters.integer(1, MAX_LIMIT)).orElse(DEFAULT_LIMIT);
        int offset = query.optional("offset", QueryParameters.integer(0, Integer.MAX_VALUE))
                .orElse(0);
        return new Paging(limit, offset);
    }

    /**
     * Of a request that has no other parameters.
     *
     * @throws ApiException VALIDATION that names every parameter with a problem
     */
    public static Paging of(HttpServletRequest request) {
        QueryParameters query = QueryParameters.of(request);
        Paging paging = of(query);
        query.verify();
        return paging;
    }
}
