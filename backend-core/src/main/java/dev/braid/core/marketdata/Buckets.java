package dev.braid.core.marketdata;

import java.util.function.LongUnaryOperator;

/**
 * Takes the bars of one bucket together: first open, highest high, lowest low, last close, sum of volumes. Bars come in order of
 * time; {@link #end()} hands on the last bucket.
 */
final class Buckets implements BarSink {

    private final LongUnaryOperator bucketOf;
    private final LongUnaryOperator startOf;
    private final BarSink target;

    private boolean open;
    private long bucket;
    private long start;
    private double first;
    private double high;
    private double low;
    private double last;
    private long volume;

    /**
     * @param bucketOf epoch second to the number of its bucket
     * @param startOf epoch second of a bucket's first bar to the {@code t} of the bucket
     */
    Buckets(LongUnaryOperator bucketOf, LongUnaryOperator startOf, BarSink target) {
        this.bucketOf = bucketOf;
        this.startOf = startOf;
        this.target = target;
    }

    @Override
    public void bar(long epochSecond, double o, double h, double l, double c, long v, long trades) {
        long next = bucketOf.applyAsLong(epochSecond);
        if (!open || next != bucket) {
            end();
            begin(next, epochSecond, o, h, l);
        }
        high = Math.max(high, h);
        low = Math.min(low, l);
        last = c;
        volume += v;
    }

    void end() {
        if (open) {
            target.bar(start, first, high, low, last, volume, UNKNOWN_TRADES);
            open = false;
        }
    }

    private void begin(long next, long epochSecond, double o, double h, double l) {
        open = true;
        bucket = next;
        start = startOf.applyAsLong(epochSecond);
        first = o;
        high = h;
        low = l;
        volume = 0;
    }
}
