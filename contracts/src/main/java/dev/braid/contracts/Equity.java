package dev.braid.contracts;

import java.util.List;

/**
 * The reply of {@code /backtests/{run_id}/equity}.
 *
 * @param points oldest first
 */
public record Equity(String runId, List<EquityPoint> points, EquityReduction meta) {}
