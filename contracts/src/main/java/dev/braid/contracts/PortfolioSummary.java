package dev.braid.contracts;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * All the projects that the filter lets through, together. Points are of the {@code unit} of each project: story points, or issues.
 *
 * @param sprintState {@code future}, {@code active} or {@code closed}
 * @param elapsedPercentage share of the sprint's working days that is over
 * @param activeProjects those with something left to do
 * @param completedProjects those with work of which all is done
 * @param blockedProjects those whose health is {@code blocked}
 * @param overallCompletionPercentage of the units of all projects; null where there are none
 * @param totalTeamCapacity allocated units; null where nothing is allocated
 * @param averageRiskScore 0..100; null without projects
 * @param estimatedSprintCompletion the day by which all projects are done in 85 of 100 simulated futures; null where nobody can say
 * @param forecastConfidence 0..100: the least of the projects' {@code confidence_level}; null where nobody can say
 * @param lastUpdated when this was computed
 * @param cacheExpiresAt until when it may be shown from the cache
 */
public record PortfolioSummary(
        long metaBoardId,
        String metaBoardName,
        long sprintId,
        String sprintName,
        String sprintState,
        @Nullable Instant sprintStart,
        @Nullable Instant sprintEnd,
        @Nullable Double elapsedPercentage,
        int totalProjects,
        int activeProjects,
        int completedProjects,
        int blockedProjects,
        double totalStoryPoints,
        double completedStoryPoints,
        @Nullable Double overallCompletionPercentage,
        @Nullable Double totalTeamCapacity,
        double utilizedCapacity,
        @Nullable Double capacityUtilizationPercentage,
        int projectsOnTrack,
        int projectsAtRisk,
        int projectsBehind,
        @Nullable Double averageRiskScore,
        @Nullable LocalDate estimatedSprintCompletion,
        @Nullable Double forecastConfidence,
        Instant lastUpdated,
        Instant cacheExpiresAt) {}
