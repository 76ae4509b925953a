package dev.braid.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reply of {@code /api/v1/runs/{run_id}/complete}; a section that was not wanted, was skipped or failed is null.
 *
 * @param equity oldest first
 * @param orders in the order in which they were sent
 * @param fills in the order in which they happened
 */
public record RunComplete(
        Backtest run,
        @Nullable RunMetrics metrics,
        @Nullable List<EquityPoint> equity,
        @Nullable List<Order> orders,
        @Nullable List<Fill> fills,
        Metadata metadata) {}
