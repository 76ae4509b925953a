package dev.braid.core.run;

/**
 * Long one unit while the fast moving average of the closes is above the slow one, short one unit while it is below, and as it
 * was while they are equal; flat until the slow one is complete. Not for use by two threads at once.
 *
 * <p>The averages are kept as sums of whole ticks, not of doubles: a rolling sum of doubles drifts, and on a flat market the
 * drift alone would cross.
 */
final class SmaCrossover {
    static final String ID = "sma_crossover";
    /** Thirteen sessions of minutes; keeps the sums' comparison within a long for prices below {@link #PRICE_LIMIT}. */
    static final int LONGEST_WINDOW = 5000;
    /** 5000 · 5000 · 10⁷ · 10⁴ = 2.5·10¹⁸ is still a long. */
    static final double PRICE_LIMIT = 1e7;

    /** The finest tick of US equities is 0.0001 (Regulation NMS, rule 612). */
    private static final double TICKS_PER_UNIT = 1e4;

    private final int fast;
    private final int slow;
    private final long[] window;
    private long seen;
    private long fastSum;
    private long slowSum;
    private int target;

    SmaCrossover(int fast, int slow) {
        if (fast < 1 || slow <= fast || slow > LONGEST_WINDOW) {
            throw new IllegalArgumentException(
                    "fast, slow: %d, %d (expected: 1 <= fast < slow <= %d)".formatted(fast, slow, LONGEST_WINDOW));
        }
        this.fast = fast;
        this.slow = slow;
        this.window = new long[slow];
    }

    /** The position to hold from the next bar on, −1, 0 or +1, now that this bar has closed. */
    int targetAfter(double close) {
        long ticks = ticks(close);
        int slot = (int) (seen % slow);
        fastSum += ticks - (seen >= fast ? window[(int) ((seen - fast) % slow)] : 0);
        slowSum += ticks - window[slot];
        window[slot] = ticks;
        seen++;
        if (seen >= slow) {
            int sign = Long.compare(fastSum * slow, slowSum * fast);
            target = sign == 0 ? target : sign;
        }
        return target;
    }

    private static long ticks(double close) {
        if (!(close > 0 && close < PRICE_LIMIT)) {
            throw new BacktestFailed("close: " + close + " (expected: > 0 and < " + PRICE_LIMIT + ")");
        }
        return Math.round(close * TICKS_PER_UNIT);
    }
}
