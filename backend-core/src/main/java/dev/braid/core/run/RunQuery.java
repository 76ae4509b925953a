package dev.braid.core.run;

import dev.braid.core.web.JsonFields;
import dev.braid.core.web.Paging;
import dev.braid.core.web.QueryParameters;
import java.time.LocalDate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which runs of the catalogue are asked for: filters that are null let everything through; dates select by overlap. */
record RunQuery(
        @Nullable String symbol,
        @Nullable String strategyId,
        @Nullable LocalDate from,
        @Nullable LocalDate to,
        boolean newestFirst,
        Paging paging) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._\\-]{1,64}");

    /** Reads the query; throws a VALIDATION that names all that is wrong with it. */
    static RunQuery of(QueryParameters query) {
        String symbol = query.optional("symbol", RunQuery::name).orElse(null);
        String strategyId = query.optional("strategy_id", RunQuery::name).orElse(null);
        LocalDate from = query.optional("from", Window::date).orElse(null);
        LocalDate to = query.optional("to", Window::date).orElse(null);
        if (from != null && to != null && from.isAfter(to)) {
            query.reject("from", from + " (expected: not after to, " + to + ")");
        }
        boolean newestFirst = query.optional("order", RunQuery::newestFirst).orElse(true);
        Paging paging = Paging.of(query);
        query.verify();
        return new RunQuery(symbol, strategyId, from, to, newestFirst, paging);
    }

    private static String name(String text) {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException(JsonFields.shown(text) + " (expected: " + NAME + ")");
        }
        return text;
    }

    private static boolean newestFirst(String text) {
        return switch (text) {
            case "-created_at" -> true;
            case "created_at" -> false;
            default ->
                throw new IllegalArgumentException(JsonFields.shown(text) + " (expected: created_at or -created_at)");
        };
    }
}
