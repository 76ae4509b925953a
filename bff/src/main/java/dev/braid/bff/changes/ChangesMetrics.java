package dev.braid.bff.changes;

import dev.braid.bff.observe.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/** What following the changes counts. */
@Component
final class ChangesMetrics {

    private final AtomicInteger connected = new AtomicInteger();
    private final Map<Outcome, Counter> events = new EnumMap<>(Outcome.class);
    private final Map<Flush, Counter> flushes = new EnumMap<>(Flush.class);
    private final Counter tags;

    ChangesMetrics(MeterRegistry registry) {
        registry.gauge(Metrics.CHANGES_CONNECTED, connected);
        for (Outcome outcome : Outcome.values()) {
            events.put(outcome, registry.counter(Metrics.CHANGES_EVENTS, Metrics.OUTCOME, outcome.label()));
        }
        for (Flush flush : Flush.values()) {
            flushes.put(flush, registry.counter(Metrics.CHANGES_FLUSHES, Metrics.REASON, flush.label()));
        }
        tags = registry.counter(Metrics.CHANGES_TAGS);
    }

    void connected(boolean now) {
        connected.set(now ? 1 : 0);
    }

    void came(Outcome outcome) {
        count(events, outcome);
    }

    void flushing(Flush reason) {
        count(flushes, reason);
    }

    void forgetting(int count) {
        tags.increment(count);
    }

    private static <K> void count(Map<K, Counter> counters, K key) {
        Objects.requireNonNull(counters.get(key)).increment();
    }
}
