package dev.braid.bff.cache;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What this replica has been told to forget, and when, on a clock that ticks with each telling.
 *
 * <p>Whatever is looked up, loaded or stored carries the {@link #mark} of its beginning; it counts only as long as none of its tags
 * was forgotten since. So nothing that was begun before a forgetting is served after it, however late it is stored.
 */
/*
 * Not an index from tags to entries: between storing an entry and indexing it a forgetting would be missed, and one that arrives while the
 * entry is still being loaded would have to be remembered anyway. The memory of forgotten entries is taken by what replaces them.
 */
final class Forgotten {

    /** Tags remembered one by one. Beyond it everything is forgotten once, which costs loads but never serves what it must not. */
    private static final int MOST_TAGS = 100_000;

    private final AtomicLong clock = new AtomicLong();
    private final Map<String, Long> tags = new ConcurrentHashMap<>();
    private volatile long everything;

    long mark() {
        return clock.get();
    }

    void add(String tag) {
        if (tag.equals(CacheRequest.EVERYTHING)) {
            addEverything();
            return;
        }
        tags.merge(tag, clock.incrementAndGet(), Math::max);
        if (tags.size() > MOST_TAGS) {
            addEverything();
        }
    }

    synchronized void addEverything() {
        long now = clock.incrementAndGet();
        everything = now;
        tags.values().removeIf(then -> then <= now);
    }

    boolean since(long mark, Set<String> candidates) {
        return everything > mark || candidates.stream().anyMatch(tag -> tags.getOrDefault(tag, 0L) > mark);
    }
}
