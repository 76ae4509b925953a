package dev.braid.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SimulationTest {

    private static final byte B = Simulation.BEYOND;
    private static final Simulation TEN = Simulation.of(new byte[] {3, 1, 2, 2, 5, 3, 3, B, 4, 2}, 6);

    @Test
    void percentilesAreNumbersThatWereSimulated() {
        assertThat(TEN.sprints(0.1)).hasValue(1);
        assertThat(TEN.sprints(0.11)).hasValue(2);
        assertThat(TEN.sprints(0.4)).hasValue(2);
        assertThat(TEN.sprints(0.5)).hasValue(3);
        assertThat(TEN.sprints(0.7)).hasValue(3);
        assertThat(TEN.sprints(0.85)).hasValue(5);
        assertThat(TEN.sprints(0.9)).hasValue(5);
    }

    @Test
    void knowsNoPercentileBeyondTheHorizon() {
        assertThat(TEN.sprints(0.91)).isEmpty();
        assertThat(TEN.sprints(1)).isEmpty();
    }

    @Test
    void countsFuturesBeyondTheHorizonAmongAll() {
        assertThat(TEN.probabilityWithin(-1)).isZero();
        assertThat(TEN.probabilityWithin(0)).isZero();
        assertThat(TEN.probabilityWithin(3)).isEqualTo(0.7);
        assertThat(TEN.probabilityWithin(6)).isEqualTo(0.9);
        assertThat(TEN.probabilityWithin(1000)).isEqualTo(0.9);
    }

    @Test
    void histogramLeavesOutWhatNeverHappened() {
        assertThat(TEN.histogram())
                .containsExactly(
                        new Simulation.Bucket(1, 0.1),
                        new Simulation.Bucket(2, 0.3),
                        new Simulation.Bucket(3, 0.3),
                        new Simulation.Bucket(4, 0.1),
                        new Simulation.Bucket(5, 0.1));
    }

    @Test
    void latestIsTheMaximumOfEachFuture() {
        Simulation other = Simulation.of(new byte[] {0, 4, 1, 9, 1, 3, 3, 1, B, 2}, 9);

        Simulation latest = Simulation.latest(List.of(TEN, other));

        assertThat(latest.histogram())
                .isEqualTo(Simulation.of(new byte[] {3, 4, 2, 9, 5, 3, 3, B, B, 2}, 9)
                        .histogram());
        assertThat(latest.horizon()).isEqualTo(9);
        assertThat(latest.never()).isFalse();
    }

    @Test
    void latestOfOneIsItself() {
        assertThat(Simulation.latest(List.of(TEN)).histogram()).isEqualTo(TEN.histogram());
    }

    @Test
    void latestNeverEndsWhenOneOfThemDoesNot() {
        Simulation latest = Simulation.latest(List.of(TEN, Simulation.never(10, 104)));

        assertThat(latest.never()).isTrue();
        assertThat(latest.histogram()).isEmpty();
        assertThat(latest.sprints(0.05)).isEmpty();
    }

    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void latestIsNeverEarlierThanAny(long seed) {
        Random random = new Random(seed);
        List<Simulation> projects = LongStream.range(0, 2 + random.nextInt(6))
                .mapToObj(project -> BayesianBootstrap.simulate(
                        random.doubles(12, 0, 30).toArray(),
                        200 * random.nextDouble(),
                        1,
                        new ForecastSettings(300, 12, 0.2),
                        31 * seed + project))
                .toList();

        Simulation latest = Simulation.latest(projects);

        for (double share : new double[] {0.1, 0.5, 0.85, 0.95}) {
            int sprints = latest.sprints(share).orElse(Integer.MAX_VALUE);
            assertThat(projects)
                    .as("seed %d, share %s", seed, share)
                    .allMatch(project -> project.sprints(share).orElse(Integer.MAX_VALUE) <= sprints);
        }
    }

    @Test
    void latestOfSeveralIsLaterThanEachAlone() {
        double[] history = {20, 22, 0, 30, 18, 25, 24, 21, 19, 26};
        List<Simulation> projects = LongStream.range(0, 8)
                .mapToObj(seed -> BayesianBootstrap.simulate(history, 200, 1, ForecastSettings.DEFAULTS, seed))
                .toList();

        assertThat(Simulation.latest(projects).sprints(0.5).orElseThrow())
                .isGreaterThan(projects.get(0).sprints(0.5).orElseThrow());
    }

    @Test
    void refusesWhatHasNoLatest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Simulation.latest(List.of()))
                .withMessage("simulations: none (expected: at least one)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Simulation.latest(List.of(TEN, Simulation.done(9, 8))))
                .withMessage("trials: 9 (expected: 10)");
    }

    @Test
    void refusesSharesThatAreNone() {
        for (double share : new double[] {0, 1.01, -0.5, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TEN.sprints(share))
                    .withMessage("share: " + share + " (expected: > 0, <= 1)");
        }
    }
}
