package dev.braid.core.portfolio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundingTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.04, 0",
        "0.05, 0.1",
        "0.15, 0.2",
        "0.25, 0.3",
        "0.35, 0.4",
        "1.005, 1",
        "2.449999, 2.4",
        "2.45, 2.5",
        "8.45, 8.5",
        "33.333333, 33.3",
        "66.666667, 66.7",
        "99.95, 100",
        "1e9, 1e9",
        "-0.05, -0.1",
        "-12.34, -12.3"
    })
    void halfGoesUpAsItDoesOnPaper(double value, double rounded) {
        assertThat(Rounding.oneDecimal(value)).isEqualTo(rounded);
    }

    @Test
    void aLittleLessThanNothingIsNothing() {
        assertThat(Double.doubleToRawLongBits(Rounding.oneDecimal(-0.04))).isZero();
    }

    @ParameterizedTest
    @CsvSource({"99.94, 99.9", "99.95, 99.9", "99.99999999, 99.9", "100, 99.9", "42.25, 42.3", "0, 0"})
    void whatIsNotWholeIsNotShownAsAHundred(double value, double shown) {
        assertThat(Rounding.percentage(value, false)).isEqualTo(shown);
    }

    @Test
    void whatIsWholeIs() {
        assertThat(Rounding.percentage(100, true)).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({"1.1, 1, 110", "7.7, 7, 110", "0.7, 1, 70", "1, 3, 33.33333333333333", "0, 5, 0", "-2, 8, -25"})
    void percentIsThatOfTheDecimalNumbers(double part, double whole, double percent) {
        assertThat(Rounding.percent(part, whole)).isEqualTo(percent);
    }

    @Test
    void isNeverFurtherAwayThanHalfAStepAndKeepsTheOrder() {
        long seed = 20_261_120;
        SplittableRandom random = new SplittableRandom(seed);

        for (int i = 0; i < 10_000; i++) {
            double low = random.nextDouble(-1_000, 1_000);
            double high = low + random.nextDouble(0.2);

            assertThat(Math.abs(Rounding.oneDecimal(low) - low))
                    .as("seed %s, %s", seed, low)
                    .isLessThan(0.0500001);
            assertThat(Rounding.oneDecimal(low))
                    .as("seed %s, %s, %s", seed, low, high)
                    .isLessThanOrEqualTo(Rounding.oneDecimal(high));
        }
    }
}
