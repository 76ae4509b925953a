package dev.braid.core.portfolio;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Numbers as they come out on paper: a double stands for the shortest decimal number that is written as it, so that 0.15 is rounded to
 * 0.2, and 1.1 of 1 is 110 % and not a little more. Only what leaves the service is rounded; nothing is computed from it.
 */
final class Rounding {

    /** What would be rounded to 100.0 while something is left to do is not done. */
    private static final double MOST_WITH_SOMETHING_LEFT = 99.9;

    private Rounding() {}

    /** Half up; half of a negative number away from zero. */
    static double oneDecimal(double value) {
        return BigDecimal.valueOf(value).setScale(1, RoundingMode.HALF_UP).doubleValue();
    }

    /**
     * A percentage of something that may be finished.
     *
     * @param whole whether all of it is there; nothing less than that is shown as 100
     */
    static double percentage(double value, boolean whole) {
        double rounded = oneDecimal(value);
        return whole ? rounded : Math.min(rounded, MOST_WITH_SOMETHING_LEFT);
    }

    /** Half up, to one decimal; null where there is none. */
    static @Nullable Double nullable(OptionalDouble value) {
        return value.isPresent() ? oneDecimal(value.getAsDouble()) : null;
    }

    /** As it is; null where there is none. */
    static @Nullable Double unrounded(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    /** {@code 100·part/whole}, unrounded. */
    static double percent(double part, double whole) {
        return BigDecimal.valueOf(part)
                .movePointRight(2)
                .divide(BigDecimal.valueOf(whole), MathContext.DECIMAL64)
                .doubleValue();
    }
}
