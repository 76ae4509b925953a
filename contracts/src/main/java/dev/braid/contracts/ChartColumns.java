package dev.braid.contracts;

/**
 * The reply of {@code /api/v1/chart-data} with {@code format=columns}.
 *
 * @param timeframe {@code 1D}, {@code 1H}, {@code 1M} or {@code 1M_DECIMATED}
 */
public record ChartColumns(String symbol, String timeframe, BarColumns bars, ChartMetadata metadata) {}
