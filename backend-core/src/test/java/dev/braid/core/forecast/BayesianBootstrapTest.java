package dev.braid.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BayesianBootstrapTest {

    private static final double[] TEN = {20, 22, 0, 30, 18, 25, 24, 21, 19, 26};
    private static final double[] SHARES = {0.05, 0.5, 0.85, 0.95};
    private static final ForecastSettings FEW = new ForecastSettings(500, 12, 0.2);
    private static final ForecastSettings WITHOUT_SIGMA = new ForecastSettings(500, 12, 0);

    @Test
    void givesTheKnownAnswer() {
        Simulation simulation = BayesianBootstrap.simulate(TEN, 100, 1, 40, ForecastSettings.DEFAULTS, 42);

        assertThat(simulation.sprints(0.50)).hasValue(5);
        assertThat(simulation.sprints(0.85)).hasValue(7);
        assertThat(simulation.sprints(0.95)).hasValue(8);
        assertThat(simulation.never()).isFalse();
    }

    /** Not of any other implementation: it fails when the order of the draws changes, and with it every forecast. */
    @Test
    void drawsInTheSameOrderAsEver() {
        Simulation simulation = BayesianBootstrap.simulate(TEN, 100, 1, 40, ForecastSettings.DEFAULTS, 42);

        assertThat(simulation.histogram())
                .startsWith(
                        new Simulation.Bucket(2, 0.0002),
                        new Simulation.Bucket(3, 0.0311),
                        new Simulation.Bucket(4, 0.2133),
                        new Simulation.Bucket(5, 0.3268));
    }

    @Test
    void answersTheSameOnManyThreads() {
        List<Simulation> parallel = IntStream.range(0, 32)
                .parallel()
                .mapToObj(seed -> BayesianBootstrap.simulate(TEN, 100, 0.4, FEW, seed))
                .toList();

        for (int seed = 0; seed < parallel.size(); seed++) {
            assertThat(parallel.get(seed).histogram())
                    .as("seed %d", seed)
                    .isEqualTo(
                            BayesianBootstrap.simulate(TEN, 100, 0.4, FEW, seed).histogram());
        }
        assertThat(parallel.get(0).histogram()).isNotEqualTo(parallel.get(1).histogram());
    }

    @Test
    void changesNothingOfItsArguments() {
        double[] history = TEN.clone();

        BayesianBootstrap.simulate(history, 100, 1, FEW, 42);

        assertThat(history).containsExactly(TEN);
    }

    @ParameterizedTest
    @CsvSource({"10, 100, 10", "10, 101, 11", "7, 1, 1", "0.1, 0.3, 3", "2.5, 24.9, 10", "1e-3, 0.05, 50", "1e9, 3e9, 3"
    })
    void takesOfAConstantVelocityWhatItTakes(double velocity, double remaining, int sprints) {
        for (int closed : new int[] {1, 5, 40, 60}) {
            double[] history = new double[closed];
            Arrays.fill(history, velocity);

            Simulation simulation = BayesianBootstrap.simulate(history, remaining, 1, WITHOUT_SIGMA, closed);

            assertThat(simulation.histogram()).containsExactly(new Simulation.Bucket(sprints, 1));
            for (double share : SHARES) {
                assertThat(simulation.sprints(share)).hasValue(sprints);
            }
        }
    }

    @Test
    void deliversInTheFirstSprintOnlyWhatIsLeftOfIt() {
        double[] history = {10, 10, 10, 10, 10};

        assertThat(BayesianBootstrap.simulate(history, 100, 0.5, WITHOUT_SIGMA, 1)
                        .sprints(0.85))
                .hasValue(11);
        assertThat(BayesianBootstrap.simulate(history, 95, 0.5, WITHOUT_SIGMA, 1)
                        .sprints(0.85))
                .hasValue(10);
        assertThat(BayesianBootstrap.simulate(history, 5, 0.5, WITHOUT_SIGMA, 1).sprints(0.85))
                .hasValue(1);
        assertThat(BayesianBootstrap.simulate(history, 5.1, 0.5, WITHOUT_SIGMA, 1)
                        .sprints(0.85))
                .hasValue(2);
    }

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void ordersPercentiles(long seed) {
        Random random = new Random(seed);
        Simulation simulation =
                BayesianBootstrap.simulate(history(random), 1 + 200 * random.nextDouble(), fraction(random), FEW, seed);

        int before = 0;
        for (double share : SHARES) {
            int sprints = simulation.sprints(share).orElse(Integer.MAX_VALUE);
            assertThat(sprints).as("seed %d, share %s", seed, share).isGreaterThanOrEqualTo(before);
            before = sprints;
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void isNeverEarlierWithMoreRemaining(long seed) {
        Random random = new Random(seed);
        double[] history = history(random);
        double fraction = fraction(random);
        double remaining = 200 * random.nextDouble();
        double more = remaining * (1 + (random.nextBoolean() ? 0.01 : 1) * random.nextDouble());

        Simulation less = BayesianBootstrap.simulate(history, remaining, fraction, FEW, seed);
        Simulation longer = BayesianBootstrap.simulate(history, more, fraction, FEW, seed);

        assertThat(longer.horizon()).as("seed %d", seed).isGreaterThanOrEqualTo(less.horizon());
        assertNeverEarlier(seed, less, longer);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void isNeverEarlierWithLessLeftOfTheFirstSprint(long seed) {
        Random random = new Random(seed);
        double[] history = history(random);
        double fraction = fraction(random);
        double remaining = 200 * random.nextDouble();

        assertNeverEarlier(
                seed,
                BayesianBootstrap.simulate(history, remaining, fraction, FEW, seed),
                BayesianBootstrap.simulate(history, remaining, fraction * 0.9, FEW, seed));
    }

    private static void assertNeverEarlier(long seed, Simulation sooner, Simulation later) {
        for (int sprints = 0; sprints <= sooner.horizon(); sprints++) {
            assertThat(later.probabilityWithin(sprints))
                    .as("seed %d, within %d sprints", seed, sprints)
                    .isLessThanOrEqualTo(sooner.probabilityWithin(sprints));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void doesNotDependOnTheUnit(long seed) {
        Random random = new Random(seed);
        double[] history = history(random);
        double remaining = 1 + 200 * random.nextDouble();
        double scale = Math.pow(2, random.nextInt(11) - 5);

        Simulation simulation = BayesianBootstrap.simulate(history, remaining, 1, FEW, seed);
        Simulation scaled = BayesianBootstrap.simulate(
                Arrays.stream(history).map(velocity -> velocity * scale).toArray(), remaining * scale, 1, FEW, seed);

        assertThat(scaled.histogram()).as("seed %d, scale %s", seed, scale).isEqualTo(simulation.histogram());
        assertThat(scaled.horizon()).as("seed %d, scale %s", seed, scale).isEqualTo(simulation.horizon());
    }

    @Test
    void believesTheNewestSprintsMost() {
        double[] faster = new double[24];
        Arrays.fill(faster, 0, 12, 10);
        Arrays.fill(faster, 12, 24, 30);
        double[] slower = new double[24];
        Arrays.fill(slower, 0, 12, 30);
        Arrays.fill(slower, 12, 24, 10);

        assertThat(median(faster)).isLessThan(median(slower));
    }

    private static int median(double[] history) {
        return BayesianBootstrap.simulate(history, 200, 1, ForecastSettings.DEFAULTS, 7)
                .sprints(0.5)
                .orElseThrow();
    }

    @Test
    void looksAtTheLastFortySprintsOnly() {
        double[] history = new double[60];
        Arrays.fill(history, 0, 20, 1000);
        Arrays.fill(history, 20, 60, 10);
        double[] newest = Arrays.copyOfRange(history, 20, 60);

        assertThat(BayesianBootstrap.simulate(history, 100, 1, FEW, 3).histogram())
                .isEqualTo(BayesianBootstrap.simulate(newest, 100, 1, FEW, 3).histogram());
        assertThat(BayesianBootstrap.horizon(history, 100)).isEqualTo(48);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.0, 1e-12, -3})
    void hasNothingToWaitForWhenNothingRemains(double remaining) {
        for (double[] history : new double[][] {TEN, {0, 0, 0}}) {
            Simulation simulation = BayesianBootstrap.simulate(history, remaining, 1, FEW, 1);

            assertThat(simulation.histogram()).containsExactly(new Simulation.Bucket(0, 1));
            assertThat(simulation.sprints(0.95)).hasValue(0);
            assertThat(simulation.never()).isFalse();
        }
    }

    @Test
    void neverEndsWhenNothingWasEverDelivered() {
        Simulation simulation =
                BayesianBootstrap.simulate(new double[] {0, 0, 0, 0, 0, 0}, 5, 1, ForecastSettings.DEFAULTS, 1);

        assertThat(simulation.never()).isTrue();
        assertThat(simulation.histogram()).isEmpty();
        assertThat(simulation.sprints(0.01)).isEmpty();
        assertThat(simulation.probabilityWithin(104)).isZero();
        assertThat(simulation.horizon()).isEqualTo(104);
    }

    @Test
    void saysWhatIsBeyondTheHorizon() {
        double[] rarely = new double[40];
        rarely[0] = 1;

        Simulation simulation = BayesianBootstrap.simulate(rarely, 1, 1, ForecastSettings.DEFAULTS, 1);

        assertThat(simulation.horizon()).isEqualTo(104);
        assertThat(simulation.never()).isFalse();
        assertThat(simulation.sprints(0.95)).isEqualTo(OptionalInt.empty());
        assertThat(simulation.probabilityWithin(104)).isBetween(0.01, 0.94);
    }

    @Test
    void isDefinedForASingleSprint() {
        assertThat(BayesianBootstrap.simulate(new double[] {10}, 20, 1, WITHOUT_SIGMA, 1)
                        .sprints(0.85))
                .hasValue(2);
    }

    @ParameterizedTest
    @CsvSource({"100, 28", "0, 8", "-1, 8", "20.5, 12", "20.6, 16", "1e6, 104", "1e300, 104"})
    void looksAsFarAheadAsFourTimesTheMeanTakes(double remaining, int horizon) {
        assertThat(BayesianBootstrap.horizon(TEN, remaining)).isEqualTo(horizon);
    }

    @Test
    void takesNothingFromASprintThatIsOver() {
        Simulation simulation = BayesianBootstrap.simulate(TEN, 1, 0, FEW, 1);

        assertThat(simulation.probabilityWithin(1)).isZero();
        assertThat(simulation.sprints(0.5)).hasValue(2);
    }

    @Test
    void needsNoHistoryWhereNothingRemains() {
        assertThat(BayesianBootstrap.simulate(new double[0], 0, 1, FEW, 1).sprints(0.95))
                .hasValue(0);
    }

    @Test
    void refusesWhatItCannotForecast() {
        double[] notANumber = {1, Double.NaN};

        assertRefused("history: empty (expected: at least one sprint)", new double[0], 1, 1, 8);
        assertRefused("history[1]: NaN (expected: >= 0, finite)", notANumber, 1, 1, 8);
        assertRefused("history[0]: -1.0 (expected: >= 0, finite)", new double[] {-1}, 1, 1, 8);
        assertRefused(
                "history[0]: Infinity (expected: >= 0, finite)", new double[] {Double.POSITIVE_INFINITY}, 1, 1, 8);
        assertRefused("remaining: NaN (expected: finite)", TEN, Double.NaN, 1, 8);
        assertRefused("remaining: Infinity (expected: finite)", TEN, Double.POSITIVE_INFINITY, 1, 8);
        assertRefused("first fraction: -0.1 (expected: 0..1)", TEN, 1, -0.1, 8);
        assertRefused("first fraction: 1.1 (expected: 0..1)", TEN, 1, 1.1, 8);
        assertRefused("first fraction: NaN (expected: 0..1)", TEN, 1, Double.NaN, 8);
        assertRefused("horizon: 0 (expected: 1 to 104)", TEN, 1, 1, 0);
        assertRefused("horizon: 105 (expected: 1 to 104)", TEN, 1, 1, 105);
    }

    private static void assertRefused(
            String message, double[] history, double remaining, double fraction, int horizon) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BayesianBootstrap.simulate(history, remaining, fraction, horizon, FEW, 1))
                .withMessage(message);
    }

    @Test
    void refusesSettingsWithoutMeaning() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ForecastSettings(0, 12, 0.2))
                .withMessage("simulations: 0 (expected: > 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ForecastSettings(1, 0, 0.2))
                .withMessage("half-life: 0.0 (expected: > 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ForecastSettings(1, Double.NaN, 0.2))
                .withMessage("half-life: NaN (expected: > 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ForecastSettings(1, 12, -0.1))
                .withMessage("sigma: -0.1 (expected: >= 0, finite)");
    }

    /** Up to forty sprints, a third of them without any delivery, at least one with. */
    private static double[] history(Random random) {
        double[] history = new double[1 + random.nextInt(40)];
        for (int sprint = 0; sprint < history.length; sprint++) {
            history[sprint] = random.nextInt(3) == 0 ? 0 : 40 * random.nextDouble();
        }
        history[random.nextInt(history.length)] = 1 + random.nextInt(20);
        return history;
    }

    private static double fraction(Random random) {
        return 1 - random.nextDouble();
    }
}
