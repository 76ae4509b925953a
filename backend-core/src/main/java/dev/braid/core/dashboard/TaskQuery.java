package dev.braid.core.dashboard;

import dev.braid.core.web.JsonFields;
import dev.braid.core.web.Paging;
import dev.braid.core.web.QueryParameters;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which tasks are asked for: filters that are null let everything through. */
record TaskQuery(
        Scope scope, @Nullable Boolean completed, @Nullable UUID teamId, boolean newestFirst, Paging paging) {

    /** By what a task is the caller's to read. */
    enum Scope {
        ALL,
        OWN,
        SHARED,
        TEAM
    }

    /** Reads the query; throws a VALIDATION that names all that is wrong with it. */
    static TaskQuery of(QueryParameters query) {
        Scope scope = query.optional("scope", TaskQuery::scope).orElse(Scope.ALL);
        Boolean completed = query.optional("completed", TaskQuery::completed).orElse(null);
        UUID teamId = query.optional("team_id", TaskFields::uuid).orElse(null);
        boolean newestFirst = query.optional("order", TaskQuery::newestFirst).orElse(true);
        Paging paging = Paging.of(query);
        query.verify();
        return new TaskQuery(scope, completed, teamId, newestFirst, paging);
    }

    private static Scope scope(String text) {
        return Stream.of(Scope.values())
                .filter(scope -> scope.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(JsonFields.shown(text) + " (expected: all, own, shared or team)"));
    }

    private static boolean completed(String text) {
        return QueryParameters.flag(JsonFields.shown(text));
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
