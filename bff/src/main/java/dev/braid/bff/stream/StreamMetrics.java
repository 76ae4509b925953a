package dev.braid.bff.stream;

import dev.braid.bff.observe.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
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
        viewers = gauge(Metrics.STREAM_VIEWERS, "Viewers of streams of runs that are connected, in connections");
        sessions = gauge(
                Metrics.STREAM_SESSIONS, "Playbacks, those that nobody watches for the moment included, in sessions");
        live = gauge(Metrics.STREAM_LIVE, "Playbacks that hear the backend, in sessions");
        behind = gauge(
                Metrics.STREAM_BEHIND,
                "Viewers for whom something waits, until they read or for their turn, in connections");
        came = counter(Metrics.STREAM_FRAMES_RECEIVED, "What came from the backend and was new, in frames");
        sent = counter(Metrics.STREAM_FRAMES_SENT, "What was sent, once for each viewer, in frames");
        droppedUpstream = dropped("upstream");
        droppedHub = dropped("hub");
        reconnects =
                counter(Metrics.STREAM_RECONNECTS, "How often a session connects to the backend again, in attempts");
        recovered = joined("recovered");
        anew = joined("anew");
        age = Timer.builder(Metrics.STREAM_FRAME_AGE)
                .description("From when a frame came until it was written, in seconds")
                .publishPercentileHistogram()
                .register(registry);
        for (Refusal why : Refusal.values()) {
            refusals.put(
                    why,
                    counter(
                            Metrics.STREAM_REFUSALS,
                            "What came from the backend and was not passed on, in messages",
                            Metrics.REASON,
                            why.label()));
        }
    }

    private AtomicInteger gauge(String name, String description) {
        AtomicInteger value = new AtomicInteger();
        Gauge.builder(name, value, AtomicInteger::get).description(description).register(registry);
        return value;
    }

    private Counter dropped(String by) {
        return counter(
                Metrics.STREAM_FRAMES_DROPPED,
                "What a later frame stands for, before it came (upstream) or for one viewer (hub), in frames",
                Metrics.BY,
                by);
    }

    private Counter joined(String outcome) {
        return counter(
                Metrics.STREAM_JOINS,
                "Viewers who came into a session, with all that they had missed (recovered) or not (anew), in times",
                Metrics.OUTCOME,
                outcome);
    }

    private Counter counter(String name, String description, String... tags) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
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
        counter(
                        Metrics.STREAM_CLOSES,
                        "Viewers whose connection ended, by close code, in connections",
                        Metrics.CODE,
                        known ? Integer.toString(code) : "other")
                .increment();
    }
}
