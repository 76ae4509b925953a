package dev.braid.bff.upstream;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The instant by which an answer is due, on a monotonic clock. Immutable. */
public final class Deadline {

    private final LongSupplier nanoTime;
    private final long dueNanos;
    private final boolean hurried;

    private Deadline(LongSupplier nanoTime, long dueNanos, boolean hurried) {
        this.nanoTime = nanoTime;
        this.dueNanos = dueNanos;
        this.hurried = hurried;
    }

    public static Deadline in(Duration budget) {
        return in(budget, System::nanoTime);
    }

    /** Sooner than the server would have it, because the caller wishes so. */
    public static Deadline hurried(Duration budget) {
        return new Deadline(System::nanoTime, System.nanoTime() + budget.toNanos(), true);
    }

    static Deadline in(Duration budget, LongSupplier nanoTime) {
        return new Deadline(nanoTime, nanoTime.getAsLong() + budget.toNanos(), false);
    }

    /** The same, but sooner. */
    public Deadline earlierBy(Duration reserve) {
        return new Deadline(nanoTime, dueNanos - reserve.toNanos(), hurried);
    }

    /** What is left, never negative. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, dueNanos - nanoTime.getAsLong()));
    }

    public boolean hasPassed() {
        return dueNanos - nanoTime.getAsLong() <= 0;
    }

    /** Whether a caller chose it: that it was missed then says nothing of the backend. */
    public boolean isHurried() {
        return hurried;
    }
}
