package dev.braid.bff.cache;

import java.time.Duration;

/** What the cache answers with. */
public sealed interface Answer<T> {

    /** Whether everyone may be given it, rather than only callers of the scope that it was loaded in. */
    boolean shared();

    /** Loaded for this request, or by another one that was already under way. */
    record Fresh<T>(T value, boolean shared, boolean coalesced) implements Answer<T> {}

    /**
     * Found in a tier.
     *
     * @param age since it was loaded
     * @param timeToLive what is left of its freshness; negative when stale
     */
    record Hit<T>(CachedDocument document, boolean shared, Tier tier, Duration age, Duration timeToLive)
            implements Answer<T> {

        public boolean stale() {
            return timeToLive.isNegative();
        }
    }

    /** Where a hit was found. */
    enum Tier {
        L1,
        L2
    }
}
