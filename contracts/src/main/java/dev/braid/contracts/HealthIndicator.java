package dev.braid.contracts;

import org.jspecify.annotations.Nullable;

/**
 * One number of a portfolio beside what it should be.
 *
 * @param currentValue null where nobody can say; then the status is {@code unknown}
 * @param status {@code good}, {@code warning}, {@code critical} or {@code unknown}
 * @param trend over the last closed sprints: {@code improving}, {@code stable}, {@code declining} or {@code unknown}
 * @param details for people
 */
public record HealthIndicator(
        String metricName,
        @Nullable Double currentValue,
        @Nullable Double targetValue,
        String status,
        String trend,
        String details) {}
