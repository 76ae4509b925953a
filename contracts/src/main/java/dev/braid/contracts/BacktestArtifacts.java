package dev.braid.contracts;

import org.jspecify.annotations.Nullable;

/** Where what a run left behind is served. */
public record BacktestArtifacts(
        @Nullable String metricsPath,
        @Nullable String equityPath,
        @Nullable String ordersPath,
        @Nullable String fillsPath,
        @Nullable String runManifestPath) {}
