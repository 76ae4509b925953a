package dev.braid.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reply of {@code /api/v1/dashboard/complete}; a section that failed is null.
 *
 * @param recentRuns the newest that the caller may read, newest first
 * @param portfolioHealth null without a board, too
 */
public record DashboardComplete(
        @Nullable TaskStatistics statistics,
        @Nullable DashboardActivity activity,
        @Nullable DashboardBreakdown breakdown,
        @Nullable DashboardShared shared,
        @Nullable List<BacktestSummary> recentRuns,
        @Nullable HealthSummary portfolioHealth,
        Metadata metadata) {}
