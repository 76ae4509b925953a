package dev.braid.core.portfolio;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * Which way the numbers of past sprints went, oldest first: the mean of the last three beside that of the three before, and of fewer
 * where there are fewer than six (of five the last two and the two before, of three the last and the one before it). A tenth of the
 * earlier mean makes a direction; where that is 0 anything does.
 */
final class SprintTrend {

    /** Sprints on either side. */
    static final int WINDOW = 3;

    private static final String UNKNOWN = "unknown";

    private enum Better {
        HIGHER,
        LOWER
    }

    private SprintTrend() {}

    /** Of a number that should grow, such as completion; empty below two values. */
    static Optional<Trend> ofHigherIsBetter(List<Double> values) {
        return of(values, Better.HIGHER);
    }

    /** Of a number that should fall, such as risk; empty below two values. */
    static Optional<Trend> ofLowerIsBetter(List<Double> values) {
        return of(values, Better.LOWER);
    }

    /** As it is written on the wire. */
    static String key(Optional<Trend> trend) {
        return trend.map(Trend::key).orElse(UNKNOWN);
    }

    private static Optional<Trend> of(List<Double> values, Better better) {
        int window = Math.min(WINDOW, values.size() / 2);
        if (window == 0) {
            return Optional.empty();
        }
        int end = values.size();
        BigDecimal recent = sum(values.subList(end - window, end));
        BigDecimal before = sum(values.subList(end - 2 * window, end - window));
        BigDecimal gain = better == Better.HIGHER ? recent.subtract(before) : before.subtract(recent);
        return Optional.of(direction(gain, before));
    }

    private static Trend direction(BigDecimal gain, BigDecimal before) {
        boolean notable = gain.abs().movePointRight(1).compareTo(before.abs()) >= 0;
        if (gain.signum() == 0 || !notable) {
            return Trend.STABLE;
        }
        return gain.signum() > 0 ? Trend.IMPROVING : Trend.DECLINING;
    }

    /** As decimal numbers: whether 1.1 is a tenth more than 1 is not for binary fractions to say. */
    private static BigDecimal sum(List<Double> values) {
        return values.stream().map(BigDecimal::valueOf).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
