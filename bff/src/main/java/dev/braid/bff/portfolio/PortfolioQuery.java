package dev.braid.bff.portfolio;

import dev.braid.bff.document.KeyHash;
import dev.braid.bff.web.ApiException;
import dev.braid.bff.web.Parameters;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is asked for of a board.
 *
 * @param board its id
 * @param includeCached whether what is cached, anywhere, may answer
 */
record PortfolioQuery(String board, Filter filter, Page page, boolean includeCached) {

    private static final String INCLUDE_CACHED = "include_cached";

    /** Of the document: one that is stored is none for whoever expects another. */
    private static final int SCHEMA = 1;

    /** Enough to tell the filters of one board apart. */
    private static final int HASH_DIGITS = 16;

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Map<String, Object> DEFAULTS = all(Filter.NONE.parameters(), Page.FIRST.parameters());

    /** @throws ApiException VALIDATION that names every parameter with a problem */
    static PortfolioQuery of(ServerRequest request) {
        Parameters parameters = Parameters.of(request);
        PortfolioQuery query = new PortfolioQuery(
                BoardPath.id(request, parameters),
                Filter.of(parameters),
                Page.of(parameters),
                parameters.bool(INCLUDE_CACHED, true));
        parameters.verify();
        return query;
    }

    /**
     * The same for requests that get the same bytes; what is made of nothing cached is as good for those who would have taken that.
     */
    String cacheKey() {
        SortedMap<String, Object> canonical = all(filter.parameters(), page.parameters());
        canonical.put("schema", SCHEMA);
        String hash = KeyHash.of(JSON.writeValueAsString(canonical)).substring(0, HASH_DIGITS);
        return "meta_board:" + board + ":portfolio:" + hash;
    }

    /** Path and query of the projects themselves. */
    String portfolioTarget() {
        return target("project-portfolio", all(filter.parameters(), page.parameters()));
    }

    /** Path and query of what else there is of all the projects that the filter lets through. */
    String target(String endpoint) {
        return target(endpoint, filter.parameters());
    }

    private String target(String endpoint, SortedMap<String, Object> parameters) {
        SortedMap<String, Object> wanted = new TreeMap<>(parameters);
        wanted.entrySet().removeIf(parameter -> parameter.getValue().equals(DEFAULTS.get(parameter.getKey())));
        if (!includeCached) {
            wanted.put(INCLUDE_CACHED, false);
        }
        String query = wanted.entrySet().stream()
                .flatMap(parameter -> sent(parameter.getKey(), parameter.getValue()))
                .collect(Collectors.joining("&"));
        return BoardPath.of(board) + "/" + endpoint + (query.isEmpty() ? "" : "?" + query);
    }

    private static Stream<String> sent(String name, Object value) {
        List<?> values = value instanceof List<?> list ? list : List.of(value);
        return values.stream().map(one -> name + "=" + UriUtils.encode(one.toString(), StandardCharsets.UTF_8));
    }

    private static SortedMap<String, Object> all(Map<String, Object> some, Map<String, Object> others) {
        SortedMap<String, Object> all = new TreeMap<>(some);
        all.putAll(others);
        return all;
    }
}
