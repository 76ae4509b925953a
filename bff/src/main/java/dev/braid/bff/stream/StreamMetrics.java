package dev.braid.bff.stream;

import dev.braid.bff.observe.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/** What the hub counts. Safe for use by many threads. */
@Component
final class StreamMetrics {

    /** Those that this or a browser says by itself; whatever else a client makes up is one. */
    private static final Set<Integer> CODES =
            Set.of(1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1011, 1012, 1013);

    private final MeterRegistry registry;
    private final AtomicInteger viewers;
    private final AtomicInteger sessions;
    private final AtomicInteger live;
    private final AtomicInteger behind;
    private final Counter came;
    private final Counter sent;
    private final Counter droppedUpstream;
    private final Counter droppedHub;
    private final Counter reconnects;
    private final Counter recovered;
    private final Counter anew;
    private final Timer age;
    private final Map<Refusal, Counter> refusals = new EnumMap<>(Refusal.class);

    StreamMetrics(MeterRegistry registry) {
        this.registry = registry;
        viewers = gauge(Metrics.STREAM_VIEWERS);
        sessions = gauge(Metrics.STREAM_SESSIONS);
        live = gauge(Metrics.STREAM_LIVE);
        behind = gauge(Metrics.STREAM_BEHIND);
        came = registry.counter(Metrics.STREAM_FRAMES_RECEIVED);
        sent = registry.counter(Metrics.STREAM_FRAMES_SENT);
        droppedUpstream = registry.counter(Metrics.STREAM_FRAMES_DROPPED, Metrics.BY, "upstream");
        droppedHub = registry.counter(Metrics.STREAM_FRAMES_DROPPED, Metrics.BY, "hub");
        reconnects = registry.counter(Metrics.STREAM_RECONNECTS);
        recovered = registry.counter(Metrics.STREAM_JOINS, Metrics.OUTCOME, "recovered");
        anew = registry.counter(Metrics.STREAM_JOINS, Metrics.OUTCOME, "anew");
        age = Timer.builder(Metrics.STREAM_FRAME_AGE)
                .publishPercentileHistogram()
                .register(registry);
        for (Refusal why : Refusal.values()) {
            refusals.put(why, registry.counter(Metrics.STREAM_REFUSALS, Metrics.REASON, why.label()));
        }
    }

    private AtomicInteger gauge(String name) {
        return Objects.requireNonNull(registry.gauge(name, new AtomicInteger()));
    }

    void viewers(int more) {
        viewers.addAndGet(more);
    }

    void sessions(int more) {
        sessions.addAndGet(more);
    }

    /** Sessions that hear the backend. */
    void up(int more) {
        live.addAndGet(more);
    }

    void behind(int more) {
        behind.addAndGet(more);
    }

    /** @param dropped for how many others the frame stands */
    void came(long dropped) {
        came.increment();
        if (dropped > 0) {
            droppedUpstream.increment(dropped);
        }
    }

    /** @param ageNanos since the frame came from the backend */
    void sent(int count, long ageNanos) {
        sent.increment(count);
        age.record(ageNanos, TimeUnit.NANOSECONDS);
    }

    void dropped(int count) {
        droppedHub.increment(count);
    }

    void refused(Refusal why) {
        Objects.requireNonNull(refusals.get(why)).increment();
    }

    void reconnecting() {
        reconnects.increment();
    }

    void joined(boolean resumed) {
        (resumed ? recovered : anew).increment();
    }

    void closed(int code) {
        boolean known = CODES.contains(code) || code >= 4400 && code < 4600;
        registry.counter(Metrics.STREAM_CLOSES, Metrics.CODE, known ? Integer.toString(code) : "other")
                .increment();
    }
}
