package dev.braid.contracts;

import java.util.List;

/**
 * The reply of {@code /api/v1/chart-data} with {@code format=rows}.
 *
 * @param timeframe {@code 1D}, {@code 1H}, {@code 1M} or {@code 1M_DECIMATED}
 * @param bars oldest first
 */
public record ChartData(String symbol, String timeframe, List<ChartBar> bars, ChartMetadata metadata) {}
