package dev.braid.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code data} of {@code GET /api/v1/meta-boards/{board_id}/resource-allocation}. */
public record ResourceAllocation(List<Allocation> allocations, Summary summary) {

    /**
     * What a project may spend, and what it has taken on.
     *
     * @param utilizedCapacity units in progress or completed
     * @param teamMembersAssigned different assignees of its issues in the sprint
     * @param disciplines empty where the breakdown was not asked for
     * @param capacityStatus {@code over}, {@code normal}, {@code under} or {@code unknown}
     */
    public record Allocation(
            String projectKey,
            String projectName,
            @Nullable Double allocatedCapacity,
            double utilizedCapacity,
            @Nullable Double utilizationPercentage,
            int teamMembersAssigned,
            List<String> disciplinesInvolved,
            List<Discipline> disciplines,
            String capacityStatus) {}

    /** Of a team within a project. */
    public record Discipline(String team, @Nullable Double allocated, double utilized) {}

    /** Of all projects that the filter lets through. */
    public record Summary(
            @Nullable Double totalCapacity,
            double totalUtilized,
            @Nullable Double utilizationPercentage,
            int projectsCount,
            String status) {}
}
