package dev.braid.core.forecast;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * How many more sprints work takes, when sprints keep delivering as they did: many simulated futures of one history. A pure function: the
 * same arguments give the same simulation, on every thread and every machine.
 *
 * <p>Not the mean of the last sprints, because one date says nothing of its chances and held in 61 to 64 % of cases; not one normal
 * velocity per future, because its P85 was three times its P50; not a plain bootstrap of the last ten sprints, because it is too sure of
 * itself where much is left (decision 13).
 */
public final class BayesianBootstrap {

    /*
     * Each future believes in the past differently: the weights of the n past sprints are drawn from a Dirichlet distribution (Rubin, "The
     * Bayesian bootstrap", Annals of Statistics 9 (1981), doi:10.1214/aos/1176345338), whose parameters halve every half-life of sprints
     * and add up to the effective number of sprints, (sum a)^2 / sum a^2 (Kish, "Survey Sampling", 1965). With these weights the future
     * draws its sprints from the past ones, all of them on one level, exp(sigma N(0,1)), for what no past sprint tells of the times ahead.
     * It ends when nothing remains, or at the horizon.
     *
     * Order of the draws, on which known answers depend: of each future n gammas, oldest sprint first (each: normal, uniform, until
     * accepted; then its boost), the normal of the level, one uniform for each sprint. One generator, one future after the other. A future
     * draws the uniforms of all 104 sprints, however soon it ends: so the next one begins with the same luck whatever remains, and of more
     * work or less time nothing is ever done earlier, not even by chance.
     *
     * O(simulations * (n + sprints * log n)) time, O(simulations + n) space, where n <= 40 and sprints <= 104.
     */

    public static final String NAME = "bayes-bootstrap";

    /** Changes whenever the same history and seed would give another forecast. */
    public static final int VERSION = 1;

    /** Older sprints are not looked at. */
    public static final int LONGEST_HISTORY = 40;

    /** Four years of sprints of two weeks. */
    static final int LONGEST_HORIZON = 104;

    /** Less than this is a remainder of rounding, not of work. */
    static final double NOTHING = 1e-9;

    private static final RandomGeneratorFactory<RandomGenerator> GENERATORS =
            RandomGeneratorFactory.of("L64X128MixRandom");

    private final double[] delivered;
    private final GammaDistribution[] weights;
    private final double sigma;
    private final RandomGenerator random;

    /** Of the weights of the future that is simulated: those of the sprints up to and including this one. */
    private final double[] cumulated;

    private BayesianBootstrap(DeliveredHistory history, ForecastSettings settings, long seed) {
        delivered = history.delivered();
        weights = dirichlet(history.weights(settings.halfLife()));
        sigma = settings.sigma();
        random = GENERATORS.create(seed);
        cumulated = new double[delivered.length];
    }

    /**
     * Simulates up to the {@link #horizon horizon} of this history and work.
     *
     * @param history units delivered in each closed sprint, oldest first, sprints without any included; not empty, unless nothing remains
     * @param remaining units that are left to do, finite; when there are none, every future takes 0 sprints
     * @param firstFraction how much is left of the first sprint, 0 to 1: 1 when it is a whole one, 0 when it is over and not closed
     */
    public static Simulation simulate(
            double[] history, double remaining, double firstFraction, ForecastSettings settings, long seed) {
        if (history.length == 0 && remaining <= NOTHING) {
            return Simulation.done(settings.simulations(), 1);
        }
        return simulate(history, remaining, firstFraction, horizon(history, remaining), settings, seed);
    }

    /** @param horizon most sprints to simulate, 1 to 104 */
    static Simulation simulate(
            double[] history,
            double remaining,
            double firstFraction,
            int horizon,
            ForecastSettings settings,
            long seed) {
        DeliveredHistory newest = checked(history, remaining);
        if (!(firstFraction >= 0 && firstFraction <= 1)) {
            throw new IllegalArgumentException("first fraction: " + firstFraction + " (expected: 0..1)");
        }
        if (horizon < 1 || horizon > LONGEST_HORIZON) {
            throw new IllegalArgumentException("horizon: " + horizon + " (expected: 1 to " + LONGEST_HORIZON + ")");
        }
        if (remaining <= NOTHING) {
            return Simulation.done(settings.simulations(), horizon);
        }
        if (newest.isAllZero()) {
            return Simulation.never(settings.simulations(), horizon);
        }
        return new BayesianBootstrap(newest, settings, seed)
                .simulate(remaining, firstFraction, horizon, settings.simulations());
    }

    /**
     * The most sprints that are simulated: four times what the mean velocity would take, and 8 more; 104 at most. Arguments as those of a
     * simulation.
     */
    public static int horizon(double[] history, double remaining) {
        double mean = checked(history, remaining).mean();
        if (remaining <= NOTHING) {
            return 8;
        }
        return (int) Math.min(LONGEST_HORIZON, 4 * Math.ceil(remaining / mean) + 8);
    }

    private static DeliveredHistory checked(double[] history, double remaining) {
        if (history.length == 0) {
            throw new IllegalArgumentException("history: empty (expected: at least one sprint)");
        }
        if (!Double.isFinite(remaining)) {
            throw new IllegalArgumentException("remaining: " + remaining + " (expected: finite)");
        }
        return DeliveredHistory.newestOf(history);
    }

    private static GammaDistribution[] dirichlet(double[] weights) {
        double sum = 0;
        double squares = 0;
        for (double weight : weights) {
            sum += weight;
            squares += weight * weight;
        }
        GammaDistribution[] gammas = new GammaDistribution[weights.length];
        for (int sprint = 0; sprint < weights.length; sprint++) {
            // The effective number of sprints, sum² / squares, times the share of this one.
            gammas[sprint] = new GammaDistribution(weights[sprint] * sum / squares);
        }
        return gammas;
    }

    private Simulation simulate(double remaining, double firstFraction, int horizon, int simulations) {
        byte[] trials = new byte[simulations];
        for (int trial = 0; trial < simulations; trial++) {
            drawWeights();
            double level = Math.exp(sigma * random.nextGaussian());
            trials[trial] = sprints(remaining, level, firstFraction, horizon);
        }
        return Simulation.of(trials, horizon);
    }

    private void drawWeights() {
        double sum = 0;
        for (int sprint = 0; sprint < weights.length; sprint++) {
            sum += weights[sprint].next(random);
            cumulated[sprint] = sum;
        }
    }

    private byte sprints(double remaining, double level, double firstFraction, int horizon) {
        double left = remaining - drawnVelocity() * level * firstFraction;
        int sprints = 1;
        while (left > NOTHING && sprints < horizon) {
            left -= drawnVelocity() * level;
            sprints++;
        }
        drawInVain(LONGEST_HORIZON - sprints);
        return left > NOTHING ? Simulation.BEYOND : (byte) sprints;
    }

    private void drawInVain(int velocities) {
        for (int draw = 0; draw < velocities; draw++) {
            random.nextDouble();
        }
    }

    /** Of the first sprint whose cumulated weight is above a uniform share of all weights. */
    private double drawnVelocity() {
        double share = random.nextDouble() * cumulated[cumulated.length - 1];
        int drawn = 0;
        // Nothing but an addition depends on the comparison: a branch would be guessed wrong every other time, for half
        // of the time in all.
        for (int candidates = cumulated.length; candidates > 1; ) {
            int half = candidates >>> 1;
            drawn += cumulated[drawn + half - 1] <= share ? half : 0;
            candidates -= half;
        }
        return delivered[drawn];
    }
}
