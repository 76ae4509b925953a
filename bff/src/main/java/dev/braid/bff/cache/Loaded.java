package dev.braid.bff.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a loader brought: the value for those who wait, and, if it may be kept, how.
 *
 * @param value given to everyone who waits for this load and may see it
 * @param shared whether callers of other scopes may see it, and those who have proven nothing
 * @param keep absent: not stored in any tier
 */
public record Loaded<T>(T value, boolean shared, @Nullable Keep keep) {

    /**
     * @param document what later callers get
     * @param timeToLive how long it is fresh, before jitter; the cache adds its windows for stale answers
     * @param staleOnError how long after its freshness it may stand in for a load that failed
     */
    public record Keep(CachedDocument document, Duration timeToLive, Duration staleOnError) {}
}
