package dev.braid.core.forecast;

import java.util.Arrays;

/**
 * What was delivered in each of the last closed sprints, oldest first; sprints without any delivery are part of it.
 *
 * <p>The array is not copied: it is this history's from here on.
 */
record DeliveredHistory(double[] delivered) {

    /** The newest {@link BayesianBootstrap#LONGEST_HISTORY} of {@code history}, every one of which must be finite and not negative. */
    static DeliveredHistory newestOf(double[] history) {
        for (int sprint = 0; sprint < history.length; sprint++) {
            if (!(history[sprint] >= 0) || Double.isInfinite(history[sprint])) {
                throw new IllegalArgumentException(
                        "history[" + sprint + "]: " + history[sprint] + " (expected: >= 0, finite)");
            }
        }
        int oldest = Math.max(0, history.length - BayesianBootstrap.LONGEST_HISTORY);
        return new DeliveredHistory(Arrays.copyOfRange(history, oldest, history.length));
    }

    int sprints() {
        return delivered.length;
    }

    double mean() {
        return Arrays.stream(delivered).sum() / delivered.length;
    }

    boolean isAllZero() {
        return Arrays.stream(delivered).allMatch(velocity -> velocity == 0);
    }

    /** How much each sprint counts: the newest 1, half as much every {@code halfLife} sprints further back. */
    double[] weights(double halfLife) {
        double[] weights = new double[delivered.length];
        for (int sprint = 0; sprint < weights.length; sprint++) {
            int age = weights.length - 1 - sprint;
            weights[sprint] = Math.pow(0.5, age / halfLife);
        }
        return weights;
    }
}
