package dev.braid.bff.upstream;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The instant by which an answer is due, on a monotonic clock. Immutable. */
public final class Deadline {

    private final LongSupplier nanoTime;
    private final long dueNanos;

    private Deadline(LongSupplier nanoTime, long dueNanos) {
        this.nanoTime = nanoTime;
        this.dueNanos = dueNanos;
    }

    public static Deadline in(Duration budget) {
        return in(budget, System::nanoTime);
    }

    static Deadline in(Duration budget, LongSupplier nanoTime) {
        return new Deadline(nanoTime, nanoTime.getAsLong() + budget.toNanos());
    }

    /** What is left, never negative. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, dueNanos - nanoTime.getAsLong()));
    }

    public boolean hasPassed() {
        return dueNanos - nanoTime.getAsLong() <= 0;
    }
}
