package dev.braid.bff.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** The entries in this process, bounded by their bytes. What was forgotten since it was begun is not found. */
final class FirstTier {

    /** Records, instants, map nodes and the cache's own bookkeeping: measured around 600 bytes an entry. */
    private static final int OVERHEAD_BYTES = 600;

    private final Cache<Key, Held> entries;
    private final Forgotten forgotten;
    private final InstantSource clock;

    FirstTier(DataSize size, Forgotten forgotten, InstantSource clock, Executor executor, CacheMetrics metrics) {
        this.forgotten = forgotten;
        this.clock = clock;
        this.entries = Caffeine.newBuilder()
                .maximumWeight(size.toBytes())
                .weigher(FirstTier::bytes)
                .expireAfter(Expiry.writing((Key key, Held held) -> timeLeft(held)))
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(executor)
                .evictionListener((key, held, cause) -> metrics.evicted(cause))
                .build();
        metrics.observe(entries);
    }

    /** @param scope absent: for everyone */
    private record Key(String key, @Nullable String scope) {}

    /** The later loaded of what everyone may see and what this scope may see now, whether fresh or not. */
    Optional<Held> find(CacheRequest request) {
        Stream<Key> keys = request.scope().holdsAt(clock.instant())
                ? Stream.of(new Key(request.key(), null), scopedKey(request))
                : Stream.of(new Key(request.key(), null));
        return keys.flatMap(key -> find(key).stream())
                .reduce((one, other) -> other.entry().loadedAfter(one.entry()) ? other : one);
    }

    /** @param mark of when the lookup or load began that brought the entry */
    void put(CacheRequest request, Entry entry, long mark) {
        if (!forgotten.since(mark, entry.tags())) {
            Key key = entry.shared() ? new Key(request.key(), null) : scopedKey(request);
            entries.put(key, new Held(entry, mark, request.scope()));
        }
    }

    /** What this scope may see alone; what everyone may see is not one caller's to remove. */
    void removeScoped(CacheRequest request) {
        entries.invalidate(scopedKey(request));
    }

    private static Key scopedKey(CacheRequest request) {
        return new Key(request.key(), request.scope().name());
    }

    private Optional<Held> find(Key key) {
        Held held = entries.getIfPresent(key);
        if (held == null) {
            return Optional.empty();
        }
        if (forgotten.since(held.mark(), held.entry().tags())) {
            entries.asMap().remove(key, held);
            return Optional.empty();
        }
        return Optional.of(held);
    }

    private Duration timeLeft(Held held) {
        Instant now = clock.instant();
        Duration left = held.entry().life(held.scope).minus(held.entry().age(now));
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static int bytes(Key key, Held held) {
        CachedDocument document = held.entry().document();
        long bytes = OVERHEAD_BYTES + 2L * key.key().length() + document.identity().length + document.gzip().length;
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }

    /** An entry in this tier. */
    static final class Held {

        private final Entry entry;
        private final long mark;
        private final Scope scope;
        private volatile Instant noRefreshBefore = Instant.MIN;

        private Held(Entry entry, long mark, Scope scope) {
            this.entry = entry;
            this.mark = mark;
            this.scope = scope;
        }

        Entry entry() {
            return entry;
        }

        long mark() {
            return mark;
        }

        boolean refreshDue(Instant now) {
            return !entry.fresh(now) && entry.servable(now) && !now.isBefore(noRefreshBefore);
        }

        /** Another replica refreshes it, or a refresh failed: the next attempt can wait. */
        void postponeRefresh(Instant until) {
            noRefreshBefore = until;
        }
    }
}
