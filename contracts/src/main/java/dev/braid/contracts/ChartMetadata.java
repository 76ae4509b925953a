package dev.braid.contracts;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * {@link Metadata} of a chart.
 *
 * @param totalBars rows that the bars were made of
 * @param returnedBars bars in the document
 * @param decimated whether rows were merged
 * @param stride rows of one bar at most; 1: nothing was merged
 * @param algorithm {@code ohlcv-bucket} or {@code none}
 */
public record ChartMetadata(
        long totalBars,
        int returnedBars,
        boolean decimated,
        int stride,
        String algorithm,
        boolean complete,
        long loadTimeMs,
        Instant generatedAt,
        String correlationId,
        boolean cacheHit,
        boolean partialData,
        List<String> failedSources,
        Map<String, Section> sections) {}
