package dev.braid.bff.changes;

import dev.braid.bff.cache.ResponseCache;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Makes the cache forget, one batch at a time: what comes in while it is at it waits, each tag once, and is the next batch.
 *
 * <p>Whoever brings tags never waits, for Redis least of all. What waits is bounded: beyond {@value #MOST_PENDING} tags everything is
 * forgotten instead, which costs loads but never serves what it must not. Threadsafe.
 */
@Component
final class CoalescedForgetting {

    /** As many as the cache remembers of those that Redis could not be told. */
    private static final int MOST_PENDING = 10_000;

    private static final Logger log = LoggerFactory.getLogger(CoalescedForgetting.class);

    private final ResponseCache cache;
    private final ChangesMetrics metrics;
    private final Set<String> pending = new HashSet<>();
    private boolean everythingPending;
    private boolean atIt;

    CoalescedForgetting(ResponseCache cache, ChangesMetrics metrics) {
        this.cache = cache;
        this.metrics = metrics;
    }

    void tags(Set<String> tags) {
        if (add(tags)) {
            next();
            return;
        }
        everything(Flush.TOO_MANY);
    }

    void everything(Flush reason) {
        metrics.flushing(reason);
        synchronized (this) {
            everythingPending = true;
            pending.clear();
        }
        next();
    }

    /** False where there are too many; what is forgotten with everything need not be named beside it. */
    private synchronized boolean add(Set<String> tags) {
        if (!everythingPending) {
            pending.addAll(tags);
        }
        return pending.size() <= MOST_PENDING;
    }

    private void next() {
        Mono<Void> batch = batch();
        if (batch != null) {
            batch.doFinally(end -> done())
                    .subscribe(nothing -> {}, failure -> log.error("changes: the cache was not told", failure));
        }
    }

    private synchronized @Nullable Mono<Void> batch() {
        if (atIt || (!everythingPending && pending.isEmpty())) {
            return null;
        }
        atIt = true;
        if (everythingPending) {
            everythingPending = false;
            return Mono.defer(cache::forgetEverything);
        }
        Set<String> tags = Set.copyOf(pending);
        pending.clear();
        metrics.forgetting(tags.size());
        return Mono.defer(() -> cache.forget(tags));
    }

    private void done() {
        synchronized (this) {
            atIt = false;
        }
        next();
    }
}
