package dev.braid.contracts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * {@code data} of {@code GET /api/v1/meta-boards/{board_id}/cache-metrics}: what this process counted since it started.
 *
 * @param cacheHitRate percentage of {@code hits} of all lookups; 0 before the first
 * @param avgQueryTimeMs mean time of a load; null before the first
 * @param cacheSizeMb of the replies as they are sent
 * @param cacheStatus {@code active} or {@code disabled}
 */
public record CacheMetrics(
        double cacheHitRate,
        long hits,
        long misses,
        @Nullable Double avgQueryTimeMs,
        long cacheEntries,
        double cacheSizeMb,
        @Nullable Instant lastCacheRefresh,
        long boardId,
        String cacheStatus) {}
