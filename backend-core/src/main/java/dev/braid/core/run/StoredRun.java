package dev.braid.core.run;

import dev.braid.contracts.RunStatus;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as the catalogue knows it, without its artefacts.
 *
 * @param startedAt of the last execution, to the microsecond; no two executions of a run have the same
 */
record StoredRun(
        String runId,
        Origin origin,
        @Nullable String owner,
        String datasetId,
        String symbol,
        LocalDate from,
        LocalDate to,
        String strategyId,
        Map<String, Object> params,
        long seed,
        Map<String, Object> slippageFees,
        double speed,
        String codeHash,
        String inputHash,
        Instant createdAt,
        RunStatus status,
        double progress,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Long durationMs,
        @Nullable String error) {

    boolean ended() {
        return status != RunStatus.QUEUED && status != RunStatus.RUNNING;
    }

    SmaCrossover strategy() {
        return new SmaCrossover(
                number(params, "fast").intValue(), number(params, "slow").intValue());
    }

    Costs costs() {
        return new Costs(
                number(slippageFees, "slippage_bps").doubleValue(),
                number(slippageFees, "fees_bps").doubleValue());
    }

    private static Number number(Map<String, Object> values, String name) {
        return values.get(name) instanceof Number number ? number : 0;
    }
}
