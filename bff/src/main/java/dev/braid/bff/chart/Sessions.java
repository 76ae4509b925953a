package dev.braid.bff.chart;

import dev.braid.bff.downsample.Bars;
import java.time.Instant;
import java.util.Arrays;

/** Where one New York day ends among rows and the next begins. */
final class Sessions {

    private Sessions() {}

    /** For each day the row behind its last one. Daily bars, which say 00:00Z, are a day each. */
    static int[] ends(Bars bars) {
        int[] ends = new int[16];
        int days = 0;
        long nextDay = Long.MIN_VALUE;
        for (int row = 0; row < bars.size(); row++) {
            long time = bars.time()[row];
            if (time < nextDay) {
                continue;
            }
            if (row > 0) {
                ends = days == ends.length ? Arrays.copyOf(ends, 2 * days) : ends;
                ends[days++] = row;
            }
            nextDay = nextDay(time);
        }
        int[] all = Arrays.copyOf(ends, days + 1);
        all[days] = bars.size();
        return all;
    }

    private static long nextDay(long time) {
        return Instant.ofEpochMilli(time)
                .atZone(Range.NEW_YORK)
                .toLocalDate()
                .plusDays(1)
                .atStartOfDay(Range.NEW_YORK)
                .toInstant()
                .toEpochMilli();
    }
}
