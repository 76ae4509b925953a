package dev.braid.contracts;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a sprint was found to be at some time: of a closed one as of when it was closed.
 *
 * @param analysisType {@code discipline_team}, {@code capacity}, {@code velocity} or {@code burndown}
 * @param projectKey the only project that it is about; null: all of the sprint
 * @param totalStoryPoints of the issues in scope
 * @param result member by member what the type is about
 * @param projectBreakdown by project; null where nobody recorded it
 * @param createdBy the user who asked for it; null: an import
 */
public record SprintAnalysis(
        long id,
        long sprintId,
        String analysisType,
        @Nullable String projectKey,
        @Nullable String projectName,
        int totalIssues,
        double totalStoryPoints,
        double completedStoryPoints,
        Map<String, Object> result,
        @Nullable Map<String, Object> projectBreakdown,
        @Nullable String createdBy,
        Instant createdAt) {}
