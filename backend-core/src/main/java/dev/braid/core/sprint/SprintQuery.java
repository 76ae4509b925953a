package dev.braid.core.sprint;

import dev.braid.core.web.Ids;
import dev.braid.core.web.JsonFields;
import dev.braid.core.web.Paging;
import dev.braid.core.web.QueryParameters;
import org.jspecify.annotations.Nullable;

/** Which sprints are asked for: filters that are null let everything through. */
record SprintQuery(@Nullable SprintState state, @Nullable Long boardId, Paging paging) {

    /** Reads the query; throws a VALIDATION that names all that is wrong with it. */
    static SprintQuery of(QueryParameters query) {
        SprintState state = query.optional("state", SprintQuery::state).orElse(null);
        Long boardId = query.optional("board_id", Ids::required).orElse(null);
        boolean activeOnly = query.optional("active_only", text -> QueryParameters.flag(JsonFields.shown(text)))
                .orElse(false);
        Paging paging = Paging.of(query);
        if (activeOnly && state != null && state != SprintState.ACTIVE) {
            query.reject("active_only", "true beside state=%s (expected: not both)".formatted(state.key()));
        }
        query.verify();
        return new SprintQuery(activeOnly ? SprintState.ACTIVE : state, boardId, paging);
    }

    private static SprintState state(String text) {
        return SprintState.byKey(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        JsonFields.shown(text) + " (expected: " + SprintState.EXPECTED + ")"));
    }
}
