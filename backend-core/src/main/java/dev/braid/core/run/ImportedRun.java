package dev.braid.core.run;

import dev.braid.contracts.RunMetrics;
import java.time.Instant;
import java.time.LocalDate;
import tools.jackson.databind.node.ObjectNode;

/** A finished run that was executed elsewhere; {@code digest} changes when any byte of its files does. */
record ImportedRun(
        String runId,
        String datasetId,
        String symbol,
        LocalDate from,
        LocalDate to,
        String strategyId,
        ObjectNode params,
        long seed,
        ObjectNode slippageFees,
        double speed,
        String codeHash,
        Instant createdAt,
        String digest,
        Artefacts artefacts,
        RunMetrics metrics) {}
