package dev.braid.contracts;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * How often earlier forecasts of the board held.
 *
 * @param p50 share of what became true by the date of that percentile; null below 20 forecasts: not yet measurable
 * @param n forecasts of which it is known what became of them
 */
public record ForecastCalibration(
        @Nullable Double p50,
        @Nullable Double p85,
        @Nullable Double p95,
        int n,
        LocalDate asOf) {}
