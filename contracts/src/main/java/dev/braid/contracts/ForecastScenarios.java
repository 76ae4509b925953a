package dev.braid.contracts;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** The dates of {@code p50}, {@code p85} and {@code p95} by other names. */
public record ForecastScenarios(
        @Nullable LocalDate bestCase,
        @Nullable LocalDate likely,
        @Nullable LocalDate worstCase) {}
