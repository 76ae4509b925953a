package dev.braid.core.run;

import dev.braid.contracts.RunStatus;
import dev.braid.core.access.Permissions;
import dev.braid.core.changes.Audience;
import dev.braid.core.changes.Change;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is said of a run: its progress is not, it is asked for. */
final class RunChange {

    private RunChange() {}

    static Change of(String type, StoredRun run) {
        return of(type, run.runId(), run.owner(), run.status());
    }

    /** @param owner null: it is nobody's, and on everybody's list */
    static Change of(String type, String runId, @Nullable String owner, RunStatus status) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("run_id", runId);
        data.put("user_id", owner);
        data.put("status", status.name());
        Audience audience = owner == null
                ? Audience.everyoneWith(Permissions.RUN_READ)
                : Audience.of(Set.of(owner), Permissions.RUN_READ);
        String list = owner == null ? "runs" : "runs:" + owner;
        return new Change(type, "run:" + runId, data, audience, Set.of("run:" + runId, list));
    }
}
