package dev.braid.bff.downsample;

/**
 * Bars joined into at most as many buckets as asked for. A bucket is a run of rows of one session; only when there are more
 * sessions than buckets does one span sessions, and then it holds whole ones.
 *
 * <p>A bucket's bar has its first time and open, highest high, lowest low, last close and exact sum of volumes.
 *
 * @param bars the rows themselves when nothing had to be joined
 * @param stride rows of the largest bucket; 1 when nothing was joined
 */
public record BarReduction(Bars bars, int stride) {

    /*
     * The number of buckets, sum over the sessions of ceil(rows / stride), never grows with the stride: the smallest stride that
     * fits is found by bisection in O(sessions * log rows), the bars in one pass over the rows.
     */

    /**
     * @param sessionEnds for each session the row behind its last one, ascending; the last is the number of rows
     * @throws ArithmeticException when a bucket's volume exceeds 63 bits
     */
    public static BarReduction of(Bars bars, int[] sessionEnds, int target) {
        if (target < 1) {
            throw new IllegalArgumentException("target: " + target + " (expected: > 0)");
        }
        if (bars.size() <= target) {
            return new BarReduction(bars, 1);
        }
        int[] ends = sessionEnds.length > target
                ? wholeSessions(sessionEnds, target)
                : strides(sessionEnds, smallestStride(sessionEnds, target));
        return new BarReduction(joined(bars, ends), largest(ends));
    }

    private static int smallestStride(int[] sessionEnds, int target) {
        int tooSmall = 0;
        int fits = largest(sessionEnds);
        while (fits - tooSmall > 1) {
            int stride = (tooSmall + fits) >>> 1;
            if (buckets(sessionEnds, stride) <= target) {
                fits = stride;
            } else {
                tooSmall = stride;
            }
        }
        return fits;
    }

    static int buckets(int[] sessionEnds, int stride) {
        int buckets = 0;
        int start = 0;
        for (int end : sessionEnds) {
            buckets += (end - start + stride - 1) / stride;
            start = end;
        }
        return buckets;
    }

    private static int largest(int[] ends) {
        int largest = 1;
        int start = 0;
        for (int end : ends) {
            largest = Math.max(largest, end - start);
            start = end;
        }
        return largest;
    }

    static int[] strides(int[] sessionEnds, int stride) {
        int[] ends = new int[buckets(sessionEnds, stride)];
        int bucket = 0;
        int start = 0;
        for (int sessionEnd : sessionEnds) {
            while (start < sessionEnd) {
                start = Math.min(start + stride, sessionEnd);
                ends[bucket++] = start;
            }
        }
        return ends;
    }

    /** Groups of consecutive sessions whose numbers differ by at most one. */
    private static int[] wholeSessions(int[] sessionEnds, int groups) {
        int[] ends = new int[groups];
        for (int group = 0; group < groups; group++) {
            long sessions = (long) (group + 1) * sessionEnds.length / groups;
            ends[group] = sessionEnds[(int) sessions - 1];
        }
        return ends;
    }

    static Bars joined(Bars bars, int[] ends) {
        Bars joined = Bars.ofCapacity(ends.length);
        int start = 0;
        for (int bucket = 0; bucket < ends.length; bucket++) {
            join(bars, start, ends[bucket], joined, bucket);
            start = ends[bucket];
        }
        return joined;
    }

    private static void join(Bars bars, int start, int end, Bars joined, int bucket) {
        double high = bars.high()[start];
        double low = bars.low()[start];
        long volume = bars.volume()[start];
        for (int row = start + 1; row < end; row++) {
            high = Math.max(high, bars.high()[row]);
            low = Math.min(low, bars.low()[row]);
            volume = Math.addExact(volume, bars.volume()[row]);
        }
        joined.time()[bucket] = bars.time()[start];
        joined.open()[bucket] = bars.open()[start];
        joined.high()[bucket] = high;
        joined.low()[bucket] = low;
        joined.close()[bucket] = bars.close()[end - 1];
        joined.volume()[bucket] = volume;
    }
}
