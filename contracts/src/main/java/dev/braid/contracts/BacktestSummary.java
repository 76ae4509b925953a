package dev.braid.contracts;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A run as the catalogue shows it.
 *
 * @param runFrom first New York session date
 * @param runTo last New York session date
 * @param durationMs milliseconds that the execution took; null before its end and of imported runs
 */
public record BacktestSummary(
        String runId,
        Instant createdAt,
        String strategyId,
        RunStatus status,
        String symbol,
        @Nullable LocalDate runFrom,
        @Nullable LocalDate runTo,
        @Nullable Long durationMs) {}
