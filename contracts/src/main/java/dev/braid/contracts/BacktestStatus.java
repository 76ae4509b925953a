package dev.braid.contracts;

/** The reply of {@code POST /backtests/{run_id}/cancel}. */
public record BacktestStatus(String runId, RunStatus status) {}
