package dev.braid.bff.downsample;

/**
 * OHLCV rows as columns, in ascending time. The arrays may be longer than {@code size}; what lies beyond it is meaningless.
 *
 * @param time epoch milliseconds
 * @param volume whole units: sums of volumes are exact
 */
public record Bars(int size, long[] time, double[] open, double[] high, double[] low, double[] close, long[] volume) {

    static Bars ofCapacity(int rows) {
        return new Bars(
                rows,
                new long[rows],
                new double[rows],
                new double[rows],
                new double[rows],
                new double[rows],
                new long[rows]);
    }
}
