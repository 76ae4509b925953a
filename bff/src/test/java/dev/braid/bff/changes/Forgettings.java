package dev.braid.bff.changes;

import dev.braid.bff.cache.Answer;
import dev.braid.bff.cache.CacheRequest;
import dev.braid.bff.cache.Loader;
import dev.braid.bff.cache.ResponseCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import reactor.core.publisher.Mono;

/** A cache that notes what it is to forget and is done with it when the test says so. */
final class Forgettings implements ResponseCache {

    static final Set<String> EVERYTHING = Set.of("*");

    final List<Set<String>> batches = new ArrayList<>();
    Mono<Void> takes = Mono.empty();

    @Override
    public <T> Mono<Answer<T>> get(CacheRequest request, Loader<T> load, Predicate<T> failed) {
        return Mono.error(new IllegalStateException("cache: asked (expected: told to forget)"));
    }

    @Override
    public <T> Mono<Answer<T>> renew(CacheRequest request, Loader<T> load, Predicate<T> failed) {
        return get(request, load, failed);
    }

    @Override
    public Mono<Void> forget(Set<String> tags) {
        batches.add(tags);
        return takes;
    }
}
