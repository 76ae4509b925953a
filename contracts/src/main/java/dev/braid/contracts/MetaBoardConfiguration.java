package dev.braid.contracts;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a board shows the sprints of several projects together.
 *
 * @param boardId the tracker's id
 * @param isActive false: there is no such board for whoever asks for its projects
 * @param blockedStatuses names of statuses that mean blocked, in lower case
 * @param timeZone in which its days begin
 * @param workingDays bit mask: Monday is 1, Sunday 64
 * @param createdBy the user; null: an import
 * @param version that the next change is to name
 */
public record MetaBoardConfiguration(
        long boardId,
        String boardName,
        String configurationName,
        @Nullable String description,
        boolean isActive,
        Map<String, Object> aggregationRules,
        List<ProjectMapping> projectMappings,
        Map<String, Object> validationRules,
        List<String> blockedStatuses,
        String timeZone,
        int workingDays,
        @Nullable String createdBy,
        @Nullable String lastModifiedBy,
        Instant createdAt,
        Instant updatedAt,
        int version) {}
