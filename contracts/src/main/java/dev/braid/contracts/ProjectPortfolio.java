package dev.braid.contracts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code data} of {@code GET /api/v1/meta-boards/{board_id}/project-portfolio}.
 *
 * @param projects the asked for page of those that the filter lets through
 * @param total how many it lets through
 * @param limit as asked for, or 500
 * @param lastSync when the tracker's data came last; null if never
 * @param dataFreshness {@code current}, {@code cached}, or {@code stale} where the database does not answer
 */
public record ProjectPortfolio(
        PortfolioSummary summary,
        List<PortfolioProject> projects,
        List<HealthIndicator> healthIndicators,
        int total,
        int limit,
        int offset,
        @Nullable Instant lastSync,
        String dataFreshness) {}
