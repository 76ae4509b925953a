package dev.braid.contracts;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code data} of {@code GET /api/v1/meta-boards/{board_id}/health-summary}.
 *
 * @param overallHealth {@code healthy}, {@code at_risk}, {@code critical}, or {@code no_data} without projects
 * @param trends null where they were not asked for
 */
public record HealthSummary(
        String overallHealth,
        RiskSummary riskSummary,
        CompletionSummary completionSummary,
        CapacitySummary capacitySummary,
        @Nullable Trends trends) {

    /**
     * @param highRiskProjects of level high or critical
     * @param riskPercentage share of all projects that these are
     */
    public record RiskSummary(
            int highRiskProjects,
            int blockedProjects,
            int totalProjects,
            @Nullable Double riskPercentage) {}

    /** @param estimatedCompletion by which all projects are done in 85 of 100 simulated futures */
    public record CompletionSummary(
            @Nullable Double overallCompletion,
            int projectsOnTrack,
            @Nullable LocalDate estimatedCompletion) {}

    /** @param status {@code over}, {@code normal}, {@code under} or {@code unknown} */
    public record CapacitySummary(
            @Nullable Double utilization, @Nullable Double totalCapacity, String status) {}

    /** Of the sprints before this one. */
    public record Trends(Trend velocity, Trend completion, Trend risk) {}

    /**
     * @param direction {@code improving}, {@code stable}, {@code declining}, or {@code unknown}
     * @param values of at most six closed sprints, oldest first
     */
    public record Trend(String direction, List<Double> values) {}
}
