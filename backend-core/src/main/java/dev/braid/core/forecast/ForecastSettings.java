package dev.braid.core.forecast;

/**
 * How a forecast is simulated. The defaults are what was calibrated; see {@link BayesianBootstrap}.
 *
 * @param simulations simulated futures, at least 1
 * @param halfLife in sprints, above 0: so much older, and a sprint weighs half
 * @param sigma spread of the level of all velocities of one simulated future, in logarithms; finite, at least 0
 */
public record ForecastSettings(int simulations, double halfLife, double sigma) {

    public static final ForecastSettings DEFAULTS = new ForecastSettings(10_000, 12, 0.2);

    public ForecastSettings {
        if (simulations < 1) {
            throw new IllegalArgumentException("simulations: " + simulations + " (expected: > 0)");
        }
        if (!(halfLife > 0)) {
            throw new IllegalArgumentException("half-life: " + halfLife + " (expected: > 0)");
        }
        if (!(sigma >= 0) || Double.isInfinite(sigma)) {
            throw new IllegalArgumentException("sigma: " + sigma + " (expected: >= 0, finite)");
        }
    }

    /** The same, but for how many futures there are. */
    public ForecastSettings withSimulations(int many) {
        return new ForecastSettings(many, halfLife, sigma);
    }
}
