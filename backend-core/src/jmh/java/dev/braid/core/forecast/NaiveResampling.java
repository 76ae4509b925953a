package dev.braid.core.forecast;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The peer of forecasts: it resamples the past sprints as they are, without weights of their own for each future and without a level; every
 * team has a program for that.
 */
public final class NaiveResampling {

    private static final RandomGeneratorFactory<RandomGenerator> GENERATORS =
            RandomGeneratorFactory.of("L64X128MixRandom");

    private NaiveResampling() {}

    /** The sprints that suffice in 85 % of the futures, of which half of the first is left. */
    public static int sprints(double[] history, double remaining, long seed) {
        RandomGenerator random = GENERATORS.create(seed);
        int[] trials = new int[ForecastSettings.DEFAULTS.simulations()];
        int horizon = BayesianBootstrap.horizon(history, remaining);
        for (int trial = 0; trial < trials.length; trial++) {
            double left = remaining - 0.5 * history[random.nextInt(history.length)];
            int sprints = 1;
            while (left > 0 && sprints < horizon) {
                left -= history[random.nextInt(history.length)];
                sprints++;
            }
            trials[trial] = sprints;
        }
        Arrays.sort(trials);
        return trials[(int) Math.ceil(0.85 * trials.length) - 1];
    }
}
