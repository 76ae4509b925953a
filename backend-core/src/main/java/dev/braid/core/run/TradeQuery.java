package dev.braid.core.run;

import dev.braid.core.web.QueryParameters;
import org.jspecify.annotations.Nullable;

/**
 * Which orders or fills of a run are asked for.
 *
 * @param after sequence number after which to begin, −1 for the first: the cursor of the page before
 */
record TradeQuery(Window window, @Nullable String side, int limit, int offset, int after) {
    private static final int MOST = 5000;
    private static final int DEFAULT_LIMIT = 500;

    /** Reads the query; throws a VALIDATION that names all that is wrong with it. */
    static TradeQuery of(QueryParameters query) {
        Window window = Window.of(query);
        String side =
                query.optional("side", text -> Trade.readSide(text).name()).orElse(null);
        int limit = query.optional("limit", QueryParameters.integer(1, MOST)).orElse(DEFAULT_LIMIT);
        var offset = query.optional("offset", QueryParameters.integer(0, Integer.MAX_VALUE));
        var cursor = query.optional("cursor", QueryParameters.integer(0, Integer.MAX_VALUE));
        if (offset.isPresent() && cursor.isPresent()) {
            query.reject("cursor", "given with offset (expected: one of them)");
        }
        query.verify();
        return new TradeQuery(window, side, limit, offset.orElse(0), cursor.orElse(-1));
    }
}
