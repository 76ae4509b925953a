package dev.braid.core.marketdata;

import java.util.Arrays;

/** Bars in order of time as one array for each field: what an engine computes on. All arrays are of length {@link #size()}. */
public record BarSeries(long[] epochSecond, double[] open, double[] high, double[] low, double[] close, long[] volume) {

    public int size() {
        return epochSecond.length;
    }

    static final class Builder implements BarSink {

        /** Somewhat more than the minutes of a month of regular sessions. */
        private static final int INITIAL_CAPACITY = 10_000;

        private int size;
        private BarSeries growing;

        Builder() {
            this(INITIAL_CAPACITY);
        }

        Builder(int capacity) {
            growing = new BarSeries(
                    new long[capacity],
                    new double[capacity],
                    new double[capacity],
                    new double[capacity],
                    new double[capacity],
                    new long[capacity]);
        }

        @Override
        public void bar(
                long epochSecond, double open, double high, double low, double close, long volume, long trades) {
            if (size == growing.size()) {
                growing = growing.copyOf(Math.max(16, size * 2));
            }
            growing.epochSecond[size] = epochSecond;
            growing.open[size] = open;
            growing.high[size] = high;
            growing.low[size] = low;
            growing.close[size] = close;
            growing.volume[size] = volume;
            size++;
        }

        BarSeries build() {
            return growing.copyOf(size);
        }
    }

    private BarSeries copyOf(int length) {
        return new BarSeries(
                Arrays.copyOf(epochSecond, length),
                Arrays.copyOf(open, length),
                Arrays.copyOf(high, length),
                Arrays.copyOf(low, length),
                Arrays.copyOf(close, length),
                Arrays.copyOf(volume, length));
    }
}
