package dev.braid.contracts;

import org.jspecify.annotations.Nullable;

/** The reply of {@code /api/v1/meta-boards/{board_id}/complete}; a section that failed is null. */
public record PortfolioComplete(
        ProjectPortfolio portfolio,
        @Nullable ProjectForecasts forecasts,
        @Nullable ResourceAllocation allocation,
        @Nullable ProjectRankings rankings,
        @Nullable HealthSummary health,
        Metadata metadata) {}
