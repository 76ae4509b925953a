package dev.braid.contracts;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run: what was asked for, how far it has come, and where its artefacts are.
 *
 * @param codeHash SHA-256 of the engine's classes; of an imported run whatever its manifest says
 * @param durationMs milliseconds that the execution took; null before its end and of imported runs
 * @param runFrom first New York session date
 * @param runTo last New York session date
 * @param progress of the execution, 0..1; the share that was done when it ended early
 * @param error why the run failed; null unless its status is ERROR
 */
public record Backtest(
        String runId,
        String datasetId,
        String strategyId,
        Map<String, Object> params,
        long seed,
        Map<String, Object> slippageFees,
        double speed,
        @Nullable String codeHash,
        Instant createdAt,
        RunStatus status,
        @Nullable Long durationMs,
        BacktestArtifacts artifacts,
        BacktestManifest manifest,
        @Nullable LocalDate runFrom,
        @Nullable LocalDate runTo,
        double progress,
        @Nullable String error) {}
