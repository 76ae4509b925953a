package dev.braid.core.playback;

import dev.braid.core.marketdata.BarSeries;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a run, one after the other, each with its minute bar and its orders.
 *
 * @param from number of the first
 * @param bars of the minutes that have one
 * @param barOf index of each row's bar, −1 for none
 * @param orders of each row as JSON separated by commas; null: none
 */
record Rows(
        int from,
        long[] millis,
        double[] equity,
        BarSeries bars,
        int[] barOf,
        @Nullable String[] orders) {

    private static final BarSeries NO_BARS =
            new BarSeries(new long[0], new double[0], new double[0], new double[0], new double[0], new long[0]);

    /** No rows at all, where there would be this one. */
    static Rows none(int from) {
        return of(from, new long[0], new double[0], NO_BARS, new String[0]);
    }

    static Rows of(int from, long[] millis, double[] equity, BarSeries bars, @Nullable String[] orders) {
        return new Rows(from, millis, equity, bars, joined(millis, bars), orders);
    }

    int size() {
        return millis.length;
    }

    /** The row after the last. */
    int end() {
        return from + millis.length;
    }

    /** What rows {@code [first, end)} of the run come to. */
    Frame frame(int first, int end) {
        MinuteBar bar = null;
        StringBuilder placed = new StringBuilder();
        for (int row = first - from; row < end - from; row++) {
            bar = MinuteBar.merged(bar, bar(row));
            String more = orders[row];
            if (more != null) {
                placed.append(placed.isEmpty() ? "" : ",").append(more);
            }
        }
        int last = end - 1 - from;
        return new Frame(first, end - 1, millis[last], bar, placed.toString(), equity[last], 0);
    }

    /** Of the orders of a row of the run. */
    int characters(int row) {
        String placed = orders[row - from];
        return placed == null ? 0 : placed.length();
    }

    private @Nullable MinuteBar bar(int row) {
        int bar = barOf[row];
        return bar < 0
                ? null
                : MinuteBar.of(
                        bars.epochSecond()[bar],
                        bars.open()[bar],
                        bars.high()[bar],
                        bars.low()[bar],
                        bars.close()[bar],
                        bars.volume()[bar]);
    }

    private static int[] joined(long[] millis, BarSeries bars) {
        int[] barOf = new int[millis.length];
        int bar = 0;
        for (int row = 0; row < millis.length; row++) {
            long second = Math.floorDiv(millis[row], 1000L);
            while (bar < bars.size() && bars.epochSecond()[bar] < second) {
                bar++;
            }
            barOf[row] = bar < bars.size() && bars.epochSecond()[bar] == second ? bar : -1;
        }
        return barOf;
    }
}
