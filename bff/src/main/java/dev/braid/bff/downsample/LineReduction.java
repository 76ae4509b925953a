package dev.braid.bff.downsample;

import java.util.Arrays;

/**
 * Chooses the points of a line that carry its shape: at most as many as asked for, always its first, last, lowest and highest.
 *
 * <p>The answer is strictly increasing indices. A line that is short enough is answered whole; otherwise values that are not finite
 * are never chosen, and first and last are those of the finite ones. Of equal extremes the earliest counts.
 */
public final class LineReduction {

    /** First, last, lowest and highest have to fit. */
    public static final int FEWEST_POINTS = 4;

    private LineReduction() {}

    /**
     * @param time non-decreasing
     * @param points at least {@link #FEWEST_POINTS}
     */
    public static int[] indices(long[] time, double[] value, int points) {
        if (points < FEWEST_POINTS) {
            throw new IllegalArgumentException("points: " + points + " (expected: >= " + FEWEST_POINTS + ")");
        }
        if (value.length <= points) {
            return consecutive(value.length);
        }
        int[] finite = finite(value);
        int[] chosen = ofFinite(at(time, finite), at(value, finite), points);
        return at(finite, chosen);
    }

    private static int[] ofFinite(long[] time, double[] value, int points) {
        if (value.length <= points) {
            return consecutive(value.length);
        }
        int[] chosen = MinMaxLttb.indices(time, value, points);
        int lowest = Extremes.lowest(value, 0, value.length);
        int highest = Extremes.highest(value, 0, value.length);
        include(chosen, lowest, highest, value.length - 1);
        include(chosen, highest, lowest, value.length - 1);
        return chosen;
    }

    /** Puts an index into the chosen ones, in the place of the nearest that is neither an end nor the other extreme. */
    private static void include(int[] chosen, int index, int otherExtreme, int last) {
        int position = Arrays.binarySearch(chosen, index);
        if (position >= 0) {
            return;
        }
        int insertion = -position - 1;
        int given = nearestToGive(chosen, insertion, otherExtreme, last);
        if (given < insertion) {
            System.arraycopy(chosen, given + 1, chosen, given, insertion - 1 - given);
            chosen[insertion - 1] = index;
            return;
        }
        System.arraycopy(chosen, insertion, chosen, insertion + 1, given - insertion);
        chosen[insertion] = index;
    }

    private static int nearestToGive(int[] chosen, int insertion, int otherExtreme, int last) {
        for (int distance = 1; ; distance++) {
            int before = insertion - distance;
            if (before > 0 && chosen[before] != otherExtreme) {
                return before;
            }
            int after = insertion + distance - 1;
            if (after < chosen.length && chosen[after] != otherExtreme && chosen[after] != last) {
                return after;
            }
        }
    }

    private static int[] finite(double[] value) {
        int[] indices = new int[value.length];
        int size = 0;
        for (int index = 0; index < value.length; index++) {
            if (Double.isFinite(value[index])) {
                indices[size++] = index;
            }
        }
        return Arrays.copyOf(indices, size);
    }

    private static int[] consecutive(int size) {
        int[] indices = new int[size];
        Arrays.setAll(indices, index -> index);
        return indices;
    }

    static long[] at(long[] values, int[] indices) {
        long[] chosen = new long[indices.length];
        Arrays.setAll(chosen, position -> values[indices[position]]);
        return chosen;
    }

    static double[] at(double[] values, int[] indices) {
        double[] chosen = new double[indices.length];
        Arrays.setAll(chosen, position -> values[indices[position]]);
        return chosen;
    }

    static int[] at(int[] values, int[] indices) {
        int[] chosen = new int[indices.length];
        Arrays.setAll(chosen, position -> values[indices[position]]);
        return chosen;
    }
}
