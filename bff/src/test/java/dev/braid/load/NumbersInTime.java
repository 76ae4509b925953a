package dev.braid.load;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/**
 * A user's numbers and those they were before: what was changed by others, or past bff, may still be shown by bff for a while; what the
 * user changed through bff may not. Not safe for use by several threads at once.
 */
final class NumbersInTime {

    /** What any write takes at most to be seen through bff. */
    private final Duration delay;

    /** The longest that was needed, of all users. */
    private final AtomicLong longestNanos;

    /** The latest first. */
    private final Deque<Past> past = new ArrayDeque<>();

    private Numbers now;

    NumbersInTime(Duration delay, AtomicLong longestNanos, Numbers now) {
        this.delay = delay;
        this.longestNanos = longestNanos;
        this.now = now;
    }

    private record Past(Numbers numbers, long supersededNanos) {}

    /** @param seenAtOnce whether bff may not show the old ones any more */
    void become(Numbers numbers, boolean seenAtOnce) {
        if (seenAtOnce) {
            past.clear();
        } else if (!numbers.equals(now)) {
            past.addFirst(new Past(now, System.nanoTime()));
        }
        now = numbers;
    }

    Numbers now() {
        return now;
    }

    /** Whether bff may show this in answer to a question that was asked at this time. */
    boolean mayBeShown(String section, JsonNode shown, long askedNanos) {
        if (now.agreesWith(section, shown)) {
            return true;
        }
        past.removeIf(before -> askedNanos - before.supersededNanos() > delay.toNanos());
        for (Past before : past) {
            if (before.numbers().agreesWith(section, shown)) {
                longestNanos.accumulateAndGet(askedNanos - before.supersededNanos(), Math::max);
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return now + ", before " + past;
    }
}
