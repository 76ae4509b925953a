package dev.braid.core.portfolio;

import java.util.OptionalDouble;

/**
 * What a project may spend in a sprint, and what it has taken on, in progress or completed.
 *
 * @param allocated empty where nobody said; 0 says as little
 */
record Capacity(OptionalDouble allocated, double utilized) {

    static final double OVER_ABOVE = 110;
    static final double UNDER_BELOW = 70;

    /** Percent of what is allocated; empty where nothing is. */
    OptionalDouble utilization() {
        double available = allocated.orElse(0);
        return available > 0 ? OptionalDouble.of(Rounding.percent(utilized, available)) : OptionalDouble.empty();
    }

    /** {@code over}, {@code normal}, {@code under} or {@code unknown}. */
    String status() {
        OptionalDouble utilization = utilization();
        if (utilization.isEmpty()) {
            return "unknown";
        }
        if (utilization.getAsDouble() > OVER_ABOVE) {
            return "over";
        }
        return utilization.getAsDouble() < UNDER_BELOW ? "under" : "normal";
    }
}
