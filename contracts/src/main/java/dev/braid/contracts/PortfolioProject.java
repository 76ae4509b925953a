package dev.braid.contracts;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A project in a sprint.
 *
 * @param unit what completion, velocity and forecast count: {@code story_points} where at least 80 % of the issues are estimated and not all at 0, else
 *     {@code issues}
 * @param unestimatedIssues issues without story points; they count 0 in sums of points
 * @param completionPercentage 0..100, rounded half up to one decimal; 100 only if all is done
 * @param velocity units completed for each working day of the sprint so far
 * @param velocityAverage mean of the units completed in the last three closed sprints
 * @param velocityTrend {@code improving}, {@code stable} or {@code declining}; null with fewer than six closed sprints
 * @param burndownRate percentage points completed for each working day so far
 * @param requiredBurnRate percentage points that each working day left has to bring
 * @param completionProbability chance, 0..1, that all of it is done by the end of the sprint; null where nobody can say
 * @param healthStatus {@code on_track}, {@code at_risk}, {@code behind} or {@code blocked}
 * @param riskScore 0..100, the sum of {@code riskBreakdown}
 * @param riskLevel {@code low}, {@code medium}, {@code high} or {@code critical}
 * @param unknownParts of the risk that nothing is known about; each counts 0
 * @param priority {@code critical}, {@code high}, {@code medium} or {@code low}
 * @param projectPriority 1 is first; null where nobody said
 * @param teamAllocationPercentage share of the board's capacity
 * @param capacityUtilization percentage of the allocated units that are in progress or completed
 * @param capacityStatus {@code over}, {@code normal}, {@code under} or {@code unknown}
 * @param scopeChangePercentage net change, of what was committed at the start; null where nothing was
 * @param estimatedCompletionDate by which it is done in 85 of 100 simulated futures, the sprint's own work only
 * @param daysRemaining calendar days until then
 * @param confidenceLevel 0..100: how much history, and whose, the estimate rests on
 */
public record PortfolioProject(
        String projectKey,
        String projectName,
        String unit,
        int totalIssues,
        int completedIssues,
        int inProgressIssues,
        int blockedIssues,
        int unestimatedIssues,
        double totalStoryPoints,
        double completedStoryPoints,
        double inProgressStoryPoints,
        double completionPercentage,
        @Nullable Double velocity,
        @Nullable Double velocityAverage,
        @Nullable String velocityTrend,
        @Nullable Double burndownRate,
        @Nullable Double requiredBurnRate,
        @Nullable Double completionProbability,
        String healthStatus,
        double riskScore,
        String riskLevel,
        RiskBreakdown riskBreakdown,
        List<String> unknownParts,
        String priority,
        @Nullable Integer projectPriority,
        @Nullable Double teamAllocationPercentage,
        @Nullable Double capacityUtilization,
        String capacityStatus,
        int scopeChangeCount,
        double scopeAddedPoints,
        double scopeRemovedPoints,
        @Nullable Double scopeChangePercentage,
        @Nullable LocalDate estimatedCompletionDate,
        @Nullable Long daysRemaining,
        double confidenceLevel) {}
