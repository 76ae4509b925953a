package dev.braid.bff.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.braid.bff.cache.Answer.Fresh;
import dev.braid.bff.cache.Answer.Hit;
import dev.braid.bff.cache.Answer.Tier;
import dev.braid.bff.observe.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What the cache counts. */
final class CacheMetrics {

    private final MeterRegistry registry;
    private final Map<Tier, Counter> hits = new EnumMap<>(Tier.class);
    private final Counter stale;
    private final Counter misses;
    private final Counter coalesced;
    private final Counter loads;
    private final Counter loadFailures;
    private final Counter secondTierErrors;
    private final Map<RemovalCause, Counter> evictions = new EnumMap<>(RemovalCause.class);

    CacheMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Tier tier : Tier.values()) {
            hits.put(tier, registry.counter(Metrics.CACHE_HITS, "tier", name(tier)));
        }
        for (RemovalCause cause : RemovalCause.values()) {
            if (cause.wasEvicted()) {
                evictions.put(cause, registry.counter(Metrics.CACHE_EVICTIONS, "cause", name(cause)));
            }
        }
        stale = registry.counter(Metrics.CACHE_STALE);
        misses = registry.counter(Metrics.CACHE_MISSES);
        coalesced = registry.counter(Metrics.CACHE_COALESCED);
        loads = registry.counter(Metrics.CACHE_LOADS);
        loadFailures = registry.counter(Metrics.CACHE_LOAD_FAILURES);
        secondTierErrors = registry.counter(Metrics.CACHE_L2_ERRORS);
    }

    void observe(Cache<?, ?> firstTier) {
        Gauge.builder(Metrics.CACHE_SIZE, firstTier, CacheMetrics::bytes)
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder(Metrics.CACHE_ENTRIES, firstTier, Cache::estimatedSize).register(registry);
    }

    void answered(Answer<?> answer) {
        if (answer instanceof Hit<?> hit) {
            count(hits, hit.tier());
            if (hit.stale()) {
                stale.increment();
            }
            return;
        }
        misses.increment();
        if (answer instanceof Fresh<?> fresh && fresh.coalesced()) {
            coalesced.increment();
        }
    }

    void loading() {
        loads.increment();
    }

    void loadFailed() {
        loadFailures.increment();
    }

    void secondTierFailed() {
        secondTierErrors.increment();
    }

    void evicted(RemovalCause cause) {
        count(evictions, cause);
    }

    private static <K> void count(Map<K, Counter> counters, K key) {
        Counter counter = counters.get(key);
        if (counter != null) {
            counter.increment();
        }
    }

    private static double bytes(Cache<?, ?> cache) {
        return cache.policy()
                .eviction()
                .map(eviction -> eviction.weightedSize().orElse(0))
                .orElse(0L);
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
