package dev.braid.core.marketdata;

import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * How many minutes one bar of a decimated range takes together, and into how many points that makes the range's real rows.
 *
 * <p>Not from the minutes of the calendar, because most of them are nights: a target of 10,000 over three months would then give
 * 1,664 points out of 24,803 rows.
 *
 * @param minutes below a day: buckets begin at its multiples since the epoch; else a multiple of 1440: whole sessions
 */
record Stride(int minutes, int points) {

    private static final int[] WITHIN_A_DAY = {1, 2, 5, 10, 15, 30, 60, 120, 240};
    private static final int MINUTES_A_DAY = 1_440;
    private static final int SECONDS_A_MINUTE = 60;
    private static final int SECONDS_A_DAY = 86_400;

    /** A sink that gives each of these strides its bars. */
    Buckets bucketsInto(BarSink target) {
        if (minutes < MINUTES_A_DAY) {
            long seconds = (long) minutes * SECONDS_A_MINUTE;
            return new Buckets(t -> Math.floorDiv(t, seconds), t -> Math.floorDiv(t, seconds) * seconds, target);
        }
        long days = minutes / MINUTES_A_DAY;
        SessionDays sessions = new SessionDays();
        return new Buckets(t -> Math.floorDiv(sessions.of(t), days), t -> sessions.of(t) * SECONDS_A_DAY, target);
    }

    /** Counts, in one pass over the times of a range in their order, the points that each stride would give. */
    static final class Choice implements LongConsumer {

        private final int[] points = new int[WITHIN_A_DAY.length];
        private final long[] current = new long[WITHIN_A_DAY.length];
        private final SessionDays sessions = new SessionDays();
        private long[] days = new long[256];
        private int dayCount;

        @Override
        public void accept(long epochSecond) {
            for (int i = 0; i < WITHIN_A_DAY.length; i++) {
                long bucket = Math.floorDiv(epochSecond, WITHIN_A_DAY[i] * SECONDS_A_MINUTE);
                if (points[i] == 0 || bucket != current[i]) {
                    points[i]++;
                    current[i] = bucket;
                }
            }
            addDay(sessions.of(epochSecond));
        }

        /** The smallest stride that gives at most so many points. */
        Stride forAtMost(int target) {
            for (int i = 0; i < WITHIN_A_DAY.length; i++) {
                if (points[i] <= target) {
                    return new Stride(WITHIN_A_DAY[i], points[i]);
                }
            }
            int days = Math.max(1, dayCount / target);
            while (bucketsOf(days) > target) {
                days++;
            }
            return new Stride(days * MINUTES_A_DAY, bucketsOf(days));
        }

        private void addDay(long day) {
            if (dayCount > 0 && days[dayCount - 1] == day) {
                return;
            }
            if (dayCount == days.length) {
                days = Arrays.copyOf(days, dayCount * 2);
            }
            days[dayCount++] = day;
        }

        private int bucketsOf(int daysTogether) {
            return (int) Arrays.stream(days, 0, dayCount)
                    .map(day -> Math.floorDiv(day, daysTogether))
                    .distinct()
                    .count();
        }
    }
}
