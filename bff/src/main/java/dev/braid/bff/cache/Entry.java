package dev.braid.bff.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * A stored answer and the windows in which it may be served.
 *
 * <pre>
 * loadedAt ── fresh: timeToLive ──┬── stale while revalidating: timeToLive again ──┐
 *                                 └── in the place of a failed load: staleOnError ─┴── gone after the longer one
 * </pre>
 *
 * @param timeToLive with its jitter, so that all tiers and replicas agree
 */
record Entry(
        CachedDocument document,
        boolean shared,
        Instant loadedAt,
        Duration timeToLive,
        Duration staleOnError,
        Set<String> tags) {

    Duration age(Instant now) {
        return Duration.between(loadedAt, now);
    }

    /** What is left of its freshness; negative when stale. */
    Duration timeLeft(Instant now) {
        return timeToLive.minus(age(now));
    }

    boolean fresh(Instant now) {
        return !timeLeft(now).isNegative();
    }

    /** Fresh, or stale in the window in which it is served while it is loaded anew. */
    boolean servable(Instant now) {
        return !timeLeft(now).plus(timeToLive).isNegative();
    }

    /** Whether it may stand in for a load that failed. */
    boolean standsIn(Instant now) {
        return !timeLeft(now).plus(staleOnError).isNegative();
    }

    /** How long from its loading it is of any use. */
    Duration life() {
        return timeToLive.plus(timeToLive.compareTo(staleOnError) > 0 ? timeToLive : staleOnError);
    }

    /** The same, for whoever was not given it as shared: no longer than the scope lasts. */
    Duration life(Scope scope) {
        return shared ? life() : scope.bounded(life(), loadedAt);
    }

    boolean loadedAfter(Entry other) {
        return loadedAt.isAfter(other.loadedAt);
    }
}
