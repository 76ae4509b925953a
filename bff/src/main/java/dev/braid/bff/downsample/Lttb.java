package dev.braid.bff.downsample;

/** Largest-triangle-three-buckets over finite values; exactly as many indices as asked for when there are more points than that. */
final class Lttb {

    /*
     * First and last point are kept; those between are cut into buckets of equal length in rows, and of each the point is kept
     * that spans the largest triangle with the point kept before it and the mean of the bucket behind it; the earliest of equals.
     * One pass, O(n), no memory beside the answer.
     *
     * Sveinn Steinarsson, "Downsampling Time Series for Visual Representation", 2013, section 4.2. Times are taken relative to
     * the first one before they become doubles: epoch nanoseconds would not fit into 53 bits.
     */

    private Lttb() {}

    /** @param points at least 3 and fewer than there are values */
    static int[] indices(long[] time, double[] value, int points) {
        int last = value.length - 1;
        double every = (last - 1) / (double) (points - 2);
        int[] chosen = new int[points];
        int previous = 0;
        for (int bucket = 0; bucket < points - 2; bucket++) {
            int from = (int) (every * bucket) + 1;
            int to = (int) (every * (bucket + 1)) + 1;
            int nextTo = Math.min((int) (every * (bucket + 2)) + 1, value.length);
            previous = largestTriangle(time, value, previous, from, to, nextTo);
            chosen[bucket + 1] = previous;
        }
        chosen[points - 1] = last;
        return chosen;
    }

    private static int largestTriangle(long[] time, double[] value, int previous, int from, int to, int nextTo) {
        double meanX = 0;
        double meanY = 0;
        for (int index = to; index < nextTo; index++) {
            meanX += time[index] - time[0];
            meanY += value[index];
        }
        meanX /= nextTo - to;
        meanY /= nextTo - to;
        double x = time[previous] - time[0];
        double y = value[previous];
        int largest = from;
        double largestArea = -1;
        for (int index = from; index < to; index++) {
            double area = Math.abs((x - meanX) * (value[index] - y) - (x - (time[index] - time[0])) * (meanY - y));
            if (area > largestArea) {
                largestArea = area;
                largest = index;
            }
        }
        return largest;
    }
}
