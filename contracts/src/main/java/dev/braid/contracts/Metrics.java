package dev.braid.contracts;

import java.time.Instant;

/** The reply of {@code /backtests/{run_id}/metrics}. */
public record Metrics(String runId, RunMetrics metrics, Instant computedAt) {}
