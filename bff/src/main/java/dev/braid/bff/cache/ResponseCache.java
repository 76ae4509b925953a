package dev.braid.bff.cache;

import java.util.Set;
import java.util.function.Predicate;
import reactor.core.publisher.Mono;

/**
 * Encoded answers in two tiers.
 *
 * <p>{@code get} answers from L1, else from L2, else with one load for all who ask for the same key and scope at the same time.
 * A stale answer is served while one load refreshes it, and in the place of a load that failed. A caller who cancels stops waiting;
 * the load goes on for the others and is cancelled with the last of them. A lost L2 is a miss, never an error and never slow.
 */
public interface ResponseCache {

    /**
     * @param request of which one key always goes with one type of value
     * @param load subscribed to at most once at a time, by whoever comes first and for all who join. One who joined and finds that the first
     *     had too little time asks again. What it brings without {@link Loaded.Keep} is not stored
     * @param failed says of a loaded value that it stands for a failure, so that a stale answer is to be preferred
     */
    <T> Mono<Answer<T>> get(CacheRequest request, Loader<T> load, Predicate<T> failed);

    /**
     * As {@link #get}, of nothing that is stored, not even where the load fails: those who do not want what is stored share one load at a
     * time, and what it brings is stored for those who do.
     */
    <T> Mono<Answer<T>> renew(CacheRequest request, Loader<T> load, Predicate<T> failed);

    /**
     * Forgets whatever carries the tag. Once this is complete nothing that was loaded earlier is answered here; the other replicas follow as
     * soon as Redis has told them, and where it cannot be told now, it is as soon as it can.
     */
    default Mono<Void> forget(String tag) {
        return forget(Set.of(tag));
    }

    /** As {@link #forget(String)}, of whatever carries any of the tags; each 1 to {@value CacheRequest#LONGEST_TAG} characters. */
    Mono<Void> forget(Set<String> tags);

    /** As {@link #forget(String)}, of all there is. */
    default Mono<Void> forgetEverything() {
        return forget(CacheRequest.EVERYTHING);
    }
}
