package dev.braid.bff.cache;

import reactor.core.publisher.Mono;

/** Brings what the cache does not have. */
@FunctionalInterface
public interface Loader<T> {

    /** For the caller who asked first, hence by that caller's deadline, and for all who join meanwhile. */
    Mono<Loaded<T>> load();

    /** In the place of what is stale, for nobody in particular: whoever set it off has been answered, and no caller's deadline counts. */
    default Mono<Loaded<T>> refreshed() {
        return load();
    }
}
