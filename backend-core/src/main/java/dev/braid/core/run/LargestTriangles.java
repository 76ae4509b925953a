package dev.braid.core.run;

/**
 * Chooses the points of a line that keep its shape: first and last, and of each bucket between them the one that spans the
 * largest triangle with the point chosen before and the mean of the bucket after. Pure.
 */
/*
 * LTTB, Sveinn Steinarsson, "Downsampling Time Series for Visual Representation", 2013, section 4.2. One pass over the points,
 * O(n) time, O(target) memory; buckets hold equal numbers of points, the last points of the line its own bucket.
 */
final class LargestTriangles {
    private LargestTriangles() {}

    /** Ascending indices of at most {@code target} ≥ 2 points. */
    static int[] choose(EquityCurve line, int target) {
        int size = line.size();
        if (size <= target) {
            return all(size);
        }
        int[] chosen = new int[target];
        chosen[target - 1] = size - 1;
        double width = (size - 2.0) / (target - 2);
        for (int bucket = 0; bucket < target - 2; bucket++) {
            int start = 1 + (int) (bucket * width);
            int end = 1 + (int) ((bucket + 1) * width);
            int nextEnd = bucket == target - 3 ? size : 1 + (int) ((bucket + 2) * width);
            chosen[bucket + 1] = largest(line, chosen[bucket], start, end, Math.min(nextEnd, size));
        }
        return chosen;
    }

    private static int[] all(int size) {
        int[] indices = new int[size];
        for (int i = 0; i < size; i++) {
            indices[i] = i;
        }
        return indices;
    }

    private static int largest(EquityCurve line, int anchor, int start, int end, int nextEnd) {
        double meanX = 0;
        double meanY = 0;
        for (int i = end; i < nextEnd; i++) {
            meanX += line.millis(i) - line.millis(anchor);
            meanY += line.value(i) - line.value(anchor);
        }
        meanX /= nextEnd - end;
        meanY /= nextEnd - end;
        int best = start;
        double bestArea = -1;
        for (int i = start; i < end; i++) {
            double x = line.millis(i) - line.millis(anchor);
            double y = line.value(i) - line.value(anchor);
            double area = Math.abs(x * meanY - meanX * y);
            if (area > bestArea) {
                bestArea = area;
                best = i;
            }
        }
        return best;
    }
}
