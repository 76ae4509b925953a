package dev.braid.core.portfolio;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What became of the lookups of one board. Counted, never estimated. */
final class CacheCounts {

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder loads = new LongAdder();
    private final LongAdder loadNanos = new LongAdder();
    private final AtomicReference<@Nullable Instant> refreshed = new AtomicReference<>();

    void hit() {
        hits.increment();
    }

    void miss() {
        misses.increment();
    }

    void loaded(long nanos, Instant at) {
        loads.increment();
        loadNanos.add(nanos);
        refreshed.set(at.truncatedTo(ChronoUnit.MILLIS));
    }

    long hits() {
        return hits.sum();
    }

    long misses() {
        return misses.sum();
    }

    /** Percentage of all lookups. */
    double hitRate() {
        long all = hits() + misses();
        return all == 0 ? 0 : 100.0 * hits() / all;
    }

    /** Empty before the first. */
    OptionalDouble meanLoadMillis() {
        return loads.sum() == 0 ? OptionalDouble.empty() : OptionalDouble.of(loadNanos.sum() / 1e6 / loads.sum());
    }

    /** When something was loaded last. */
    @Nullable Instant lastLoad() {
        return refreshed.get();
    }
}
