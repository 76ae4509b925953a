package dev.braid.bff.downsample;

import java.util.Arrays;

/** {@link Lttb} over the extremes of small buckets, so that the triangles are computed for few points of a long line. */
final class MinMaxLttb {

    /*
     * When there are more than RATIO points for each one asked for, buckets of equal length in rows first give their lowest and
     * highest point each, RATIO times as many as asked for; LTTB then chooses among them and the two ends.
     *
     * Van Der Donckt et al., "MinMaxLTTB: Leveraging MinMax-Preselection to Scale LTTB", 2023 (arXiv 2305.00332), whose default
     * ratio is 4.
     */
    private static final int RATIO = 4;

    private MinMaxLttb() {}

    /** @param points at least 3 and fewer than there are values */
    static int[] indices(long[] time, double[] value, int points) {
        if (value.length / points <= RATIO) {
            return Lttb.indices(time, value, points);
        }
        int[] preselected = extremes(value, points * RATIO / 2);
        if (preselected.length <= points) {
            return preselected;
        }
        int[] chosen = Lttb.indices(LineReduction.at(time, preselected), LineReduction.at(value, preselected), points);
        return LineReduction.at(preselected, chosen);
    }

    private static int[] extremes(double[] value, int buckets) {
        int[] indices = new int[2 * buckets + 2];
        int size = 1;
        int last = value.length - 1;
        double width = (last - 2) / (double) buckets;
        int from = 1;
        for (int bucket = 1; bucket <= buckets; bucket++) {
            int to = bucket == buckets ? last : (int) (width * bucket) + 2;
            int lowest = Extremes.lowest(value, from, to);
            int highest = Extremes.highest(value, from, to);
            indices[size++] = Math.min(lowest, highest);
            if (lowest != highest) {
                indices[size++] = Math.max(lowest, highest);
            }
            from = to;
        }
        indices[size++] = last;
        return Arrays.copyOf(indices, size);
    }
}
