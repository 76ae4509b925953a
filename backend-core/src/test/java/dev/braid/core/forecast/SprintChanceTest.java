package dev.braid.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SprintChanceTest {

    private static final double[] FIVE = {10, 0, 20, 8, 12};
    private static final Offset<Double> ROUNDING = within(1e-12);

    @Test
    void isTheMeanOfTwoShrunkEstimates() {
        // Half of 20 and of 12 suffice for 6: the third and the fifth sprint of five.
        double half = Math.pow(0.5, 1 / 12.0);
        double all = 1 + half + Math.pow(half, 2) + Math.pow(half, 3) + Math.pow(half, 4);
        double ofProject = (10 * (1 + Math.pow(half, 2)) / all + 0.75) / 13;
        double ofBoard = (7 + 0.9) / (12 + 3);

        assertThat(SprintChance.of(FIVE, 0.5, 6, new PastSprints(7, 12)).orElseThrow())
                .isEqualTo((ofProject + ofBoard) / 2, ROUNDING);
        assertThat(SprintChance.of(FIVE, 0.5, 6, PastSprints.UNKNOWN).orElseThrow())
                .isEqualTo(ofProject, ROUNDING);
    }

    @Test
    void isShrunkAlsoWhereAllOrNothingSuffices() {
        assertThat(SprintChance.of(FIVE, 1, 1000, PastSprints.UNKNOWN).orElseThrow())
                .isEqualTo(0.75 / 13, ROUNDING);
        assertThat(SprintChance.of(new double[] {5, 5, 5, 5, 5}, 1, 1, PastSprints.UNKNOWN)
                        .orElseThrow())
                .isEqualTo(10.75 / 13, ROUNDING);
    }

    @Test
    void sufficesWhatIsExactlyEnough() {
        double[] tenths = {0.1, 0.1, 0.1, 0.1, 0.1};

        assertThat(SprintChance.of(tenths, 0.7, 0.07, PastSprints.UNKNOWN).orElseThrow())
                .isEqualTo(10.75 / 13, ROUNDING);
    }

    @Test
    void isCertainWhenNothingRemains() {
        assertThat(SprintChance.of(FIVE, 0, 0, new PastSprints(0, 9))).hasValue(1);
        assertThat(SprintChance.of(new double[0], 1, 0, PastSprints.UNKNOWN)).hasValue(1);
        assertThat(SprintChance.of(FIVE, 1, -1, PastSprints.UNKNOWN)).hasValue(1);
    }

    @Test
    void isUnknownBelowFiveSprints() {
        assertThat(SprintChance.of(new double[] {10, 0, 20, 8}, 1, 1, new PastSprints(3, 4)))
                .isEmpty();
        assertThat(SprintChance.of(new double[0], 1, 1, PastSprints.UNKNOWN)).isEmpty();
    }

    @Test
    void isSmallAtTheEndOfASprintThatIsNotDone() {
        assertThat(SprintChance.of(FIVE, 0, 1, PastSprints.UNKNOWN).orElseThrow())
                .isEqualTo(0.75 / 13, ROUNDING);
    }

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void fallsWithWhatRemainsAndRisesWithTimeLeft(long seed) {
        Random random = new Random(seed);
        double[] history = random.doubles(5 + random.nextInt(45), 0, 30).toArray();
        int known = random.nextInt(20);
        PastSprints past = new PastSprints(random.nextInt(known + 1), known);
        double fraction = random.nextDouble();
        double remaining = 30 * random.nextDouble();
        double chance = SprintChance.of(history, fraction, remaining, past).orElseThrow();

        assertThat(chance).as("seed %d", seed).isStrictlyBetween(0.0, 1.0);
        assertThat(SprintChance.of(history, fraction, remaining + random.nextDouble(), past)
                        .orElseThrow())
                .as("seed %d, more remaining", seed)
                .isLessThanOrEqualTo(chance);
        assertThat(SprintChance.of(history, (fraction + 1) / 2, remaining, past).orElseThrow())
                .as("seed %d, more time left", seed)
                .isGreaterThanOrEqualTo(chance);
    }

    @Test
    void refusesWhatHasNoChance() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SprintChance.of(FIVE, 1.2, 1, PastSprints.UNKNOWN))
                .withMessage("fraction left: 1.2 (expected: 0 to 1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SprintChance.of(FIVE, Double.NaN, 1, PastSprints.UNKNOWN))
                .withMessage("fraction left: NaN (expected: 0 to 1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SprintChance.of(FIVE, 1, Double.NaN, PastSprints.UNKNOWN))
                .withMessage("remaining: NaN (expected: finite)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SprintChance.of(new double[] {1, -2}, 1, 1, PastSprints.UNKNOWN))
                .withMessage("history[1]: -2.0 (expected: >= 0, finite)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PastSprints(3, 2))
                .withMessage("finished: 3 (expected: 0 to 2)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PastSprints(0, -1))
                .withMessage("known: -1 (expected: >= 0)");
    }
}
