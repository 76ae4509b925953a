package dev.braid.core.portfolio;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What a project may spend in a sprint, and what it has taken on, in progress or completed.
 *
 * @param allocated empty where nobody said; 0 says as little
 */
record Capacity(OptionalDouble allocated, double utilized) {

    static final double OVER_ABOVE = 110;
    static final double UNDER_BELOW = 70;

    /** How that fits. */
    enum Status {
        OVER,
        NORMAL,
        UNDER,
        UNKNOWN;

        /** As it is written on the wire. */
        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Percent of what is allocated; empty where nothing is. */
    OptionalDouble utilization() {
        double available = allocated.orElse(0);
        return available > 0 ? OptionalDouble.of(Rounding.percent(utilized, available)) : OptionalDouble.empty();
    }

    Status status() {
        OptionalDouble utilization = utilization();
        if (utilization.isEmpty()) {
            return Status.UNKNOWN;
        }
        if (utilization.getAsDouble() > OVER_ABOVE) {
            return Status.OVER;
        }
        return utilization.getAsDouble() < UNDER_BELOW ? Status.UNDER : Status.NORMAL;
    }
}
