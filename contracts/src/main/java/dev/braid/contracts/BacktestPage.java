package dev.braid.contracts;

import java.util.List;

/**
 * The reply of {@code GET /backtests}.
 *
 * @param total runs that the filters let through
 * @param limit as asked for, or its default
 * @param offset as asked for, or 0
 */
public record BacktestPage(List<BacktestSummary> items, long total, int limit, int offset) {}
