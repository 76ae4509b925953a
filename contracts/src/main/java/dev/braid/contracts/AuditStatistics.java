package dev.braid.contracts;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The reply of {@code GET /audit/statistics}: how many events there are in {@code [from, to)}; null is open.
 *
 * @param byCategory every category, in alphabetical order
 * @param byType the types that occur, in alphabetical order
 * @param byOutcome {@code failure} and {@code success}
 */
public record AuditStatistics(
        @Nullable Instant from,
        @Nullable Instant to,
        long total,
        Map<String, Long> byCategory,
        Map<String, Long> byType,
        Map<String, Long> byOutcome) {}
