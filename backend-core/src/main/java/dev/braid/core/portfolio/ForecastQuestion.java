package dev.braid.core.portfolio;

import dev.braid.core.forecast.ForecastSettings;
import dev.braid.core.web.QueryParameters;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What is asked of forecasts.
 *
 * @param confidenceThreshold forecasts less confident are left out, 0..1
 * @param scope whether a project's whole backlog counts, or only what is in the sprint
 * @param seed of the first project by key; empty: made of the day and the project
 * @param remaining units that each project is supposed to have left, whatever it has; empty: what it has
 */
record ForecastQuestion(
        double confidenceThreshold,
        Scope scope,
        int simulations,
        OptionalLong seed,
        Optional<LocalDate> targetDate,
        OptionalDouble remaining) {

    static final int FEWEST_SIMULATIONS = 1_000;
    static final int MOST_SIMULATIONS = 50_000;

    /** A thousand years of the largest board known. */
    static final double MOST_REMAINING = 1_000_000_000;

    static final ForecastQuestion USUAL = new ForecastQuestion(
            0,
            Scope.BACKLOG,
            ForecastSettings.DEFAULTS.simulations(),
            OptionalLong.empty(),
            Optional.empty(),
            OptionalDouble.empty());

    /** Which work counts. */
    enum Scope {
        SPRINT("sprint"),
        BACKLOG("backlog");

        private final String key;

        Scope(String key) {
            this.key = key;
        }

        String key() {
            return key;
        }
    }

    /** Notes what is wrong in the query, which is verified by whoever reads the rest of it. */
    static ForecastQuestion of(QueryParameters query) {
        return new ForecastQuestion(
                query.optional("confidence_threshold", text -> number(text, 1)).orElse(0.0),
                query.optional("scope", Choice.of(Scope.values(), Scope::key)).orElse(Scope.BACKLOG),
                query.optional("simulations", QueryParameters.integer(FEWEST_SIMULATIONS, MOST_SIMULATIONS))
                        .orElse(ForecastSettings.DEFAULTS.simulations()),
                query.optional("seed", ForecastQuestion::seed)
                        .map(OptionalLong::of)
                        .orElseGet(OptionalLong::empty),
                query.optional("target_date", ForecastQuestion::date),
                query.optional("remaining", text -> number(text, MOST_REMAINING))
                        .map(OptionalDouble::of)
                        .orElseGet(OptionalDouble::empty));
    }

    boolean isWhatIf() {
        return remaining.isPresent();
    }

    /** The parameters that change the answer, with their defaults. */
    Map<String, ?> canonical() {
        return Map.of(
                "confidence_threshold", confidenceThreshold,
                "scope", scope.key(),
                "simulations", simulations,
                "seed", seed.toString(),
                "target_date", targetDate.toString(),
                "remaining", remaining.toString());
    }

    private static double number(String text, double most) {
        double value = decimal(text, most);
        if (value >= 0 && value <= most) {
            return value;
        }
        throw outside(text, most);
    }

    private static double decimal(String text, double most) {
        try {
            // Not Double.parseDouble, which also takes NaN, 1d and 0x1p3.
            return new BigDecimal(text).doubleValue();
        } catch (NumberFormatException notANumber) {
            throw outside(text, most);
        }
    }

    private static IllegalArgumentException outside(String text, double most) {
        return new IllegalArgumentException("%s (expected: a number 0..%.0f)".formatted(text, most));
    }

    private static Long seed(String text) {
        try {
            return text.startsWith("0x") ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseLong(text);
        } catch (NumberFormatException notASeed) {
            throw new IllegalArgumentException(
                    text + " (expected: a whole number of 64 bits, or 0x and up to 16 hexadecimal digits)", notASeed);
        }
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException malformed) {
            throw new IllegalArgumentException(text + " (expected: a date like 2026-12-31)", malformed);
        }
    }
}
