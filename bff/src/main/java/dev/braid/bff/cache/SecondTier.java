package dev.braid.bff.cache;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The tier that the replicas share.
 *
 * <p>None of these fails or takes longer than a few tens of milliseconds: where the tier cannot be asked, nothing is found, nothing is
 * stored and every lease is granted.
 */
interface SecondTier {

    /** Always emits. */
    Mono<Found> find(CacheRequest request);

    /** Stores nothing if a tag was forgotten, by whichever replica, since the generations were found. */
    Mono<Void> store(CacheRequest request, Entry entry, Map<String, String> generations);

    /** Removes what the request's scope may see alone. */
    Mono<Void> removeScoped(CacheRequest request);

    /** Asks for the sole right to refresh; never waits for it. Always emits. */
    Mono<Lease> lease(CacheRequest request);

    Mono<Void> release(CacheRequest request, Lease lease);

    /** Forgets here and tells the other replicas; what cannot be told now is told later, and until then not found here. */
    Mono<Void> forget(Set<String> tags);

    /**
     * @param entry valid, but perhaps stale
     * @param generations of the request's tags; absent if they could not be read, and then nothing may be stored
     */
    record Found(@Nullable Entry entry, @Nullable Map<String, String> generations) {

        static final Found NOTHING = new Found(null, null);
    }

    /** @param token absent: granted by nobody, so there is nothing to release */
    record Lease(boolean granted, @Nullable String token) {

        static final Lease UNASKED = new Lease(true, null);
        static final Lease REFUSED = new Lease(false, null);
    }
}
