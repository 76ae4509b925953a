package dev.braid.core.sprint;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A sprint as it is stored.
 *
 * @param id ours; {@code jiraSprintId} is the tracker's
 * @param start when it began or will; there unless the sprint is still to come, as is {@code end}, when it is planned to end
 * @param completed when it was closed; there exactly if it is
 * @param synthetic whether nobody recorded its dates, and the importer laid them end to end
 */
public record StoredSprint(
        long id,
        @Nullable Long jiraSprintId,
        String name,
        SprintState state,
        @Nullable Instant start,
        @Nullable Instant end,
        @Nullable Instant completed,
        long boardId,
        boolean synthetic) {

    /** Changes that soon after the start still belong to its planning. */
    public static final Duration PLANNING = Duration.ofMinutes(60);
}
