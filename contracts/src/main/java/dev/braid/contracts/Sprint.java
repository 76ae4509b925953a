package dev.braid.contracts;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sprint of a board.
 *
 * @param jiraSprintId the tracker's; null if it was made here
 * @param state {@code future}, {@code active} or {@code closed}
 * @param startDate when it began or will; there unless it is still to come, as is {@code endDate}, when it is planned to end
 * @param completeDate when it was closed; there exactly if it is
 * @param metaBoardType {@code single_project}, {@code multi_project} or {@code meta_board}
 * @param projectSource in-scope issues by project, as of the detection that gave it its type; null before
 * @param jiraLastUpdated when it was last changed at the tracker
 * @param syncStatus {@code completed} for one of the tracker, {@code skipped} for one that was made here
 * @param synthetic whether nobody recorded its dates, and an import laid them end to end
 * @param version how often it was written
 */
public record Sprint(
        long id,
        @Nullable Long jiraSprintId,
        String name,
        String state,
        @Nullable Instant startDate,
        @Nullable Instant endDate,
        @Nullable Instant completeDate,
        @Nullable String goal,
        long boardId,
        @Nullable Long originBoardId,
        String metaBoardType,
        @Nullable Map<String, Long> projectSource,
        @Nullable String jiraProjectKey,
        @Nullable String jiraBoardName,
        @Nullable Instant jiraLastUpdated,
        String syncStatus,
        boolean synthetic,
        Instant createdAt,
        Instant updatedAt,
        int version) {}
