package dev.braid.contracts;

import org.jspecify.annotations.Nullable;

/** Where the manifest of a run is. */
public record BacktestManifest(@Nullable String path) {}
