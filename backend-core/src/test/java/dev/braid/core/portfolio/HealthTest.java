package dev.braid.core.portfolio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HealthTest {

    @ParameterizedTest
    @CsvSource({
        // completed and blocked of 100 points, elapsed, probability, risk, health
        // Done, whatever else is said.
        "100,  0, 100,    0, 100, ON_TRACK",
        // Half of what remains.
        " 40, 30,  40,  0.9,   0, BLOCKED",
        " 40, 29,  40,  0.9,   0, ON_TRACK",
        " 99,  1, 100, 0.01, 100, BLOCKED",
        // The chance, then the gap.
        " 40,  0,  40, 0.14,   0, BEHIND",
        " 40,  0,  40, 0.15,   0, AT_RISK",
        " 40,  0,  60,  0.9,   0, AT_RISK",
        " 40,  0,  60.1, 0.9,  0, BEHIND",
        " 40,  0,  61,     ,   0, BEHIND",
        // Chance, score, gap.
        " 40,  0,  40, 0.49,   0, AT_RISK",
        " 40,  0,  40,  0.5,   0, ON_TRACK",
        " 40,  0,  40,  0.9,  40, AT_RISK",
        " 40,  0,  40,  0.9, 39.9, ON_TRACK",
        " 40,  0,  50.1, 0.9,  0, AT_RISK",
        " 40,  0,  50,  0.9,   0, ON_TRACK",
        // Nobody knows when it ends, nor how likely it is done by then.
        " 40,  0,    ,     ,   0, ON_TRACK"
    })
    void isTheFirstThatApplies(
            double completed,
            double blocked,
            @Nullable Double elapsed,
            @Nullable Double probability,
            double risk,
            Health health) {
        assertThat(Health.of(
                        TestCounts.points(completed, blocked),
                        true,
                        optional(elapsed),
                        optional(probability),
                        risk(risk)))
                .isEqualTo(health);
    }

    @Test
    void nobodyIsBehindOnTheFirstDay() {
        ProjectCounts untouched = TestCounts.points(0, 0);

        assertThat(Health.of(untouched, true, OptionalDouble.of(5), OptionalDouble.empty(), risk(4)))
                .isEqualTo(Health.ON_TRACK);
    }

    @Test
    void nobodyIsBehindBeforeTheStartButMayBeBlocked() {
        OptionalDouble notYet = OptionalDouble.of(0);

        assertThat(Health.of(TestCounts.points(0, 0), false, notYet, OptionalDouble.of(0.1), RiskScore.NONE))
                .isEqualTo(Health.ON_TRACK);
        assertThat(Health.of(TestCounts.points(0, 50), false, notYet, OptionalDouble.of(0.1), RiskScore.NONE))
                .isEqualTo(Health.BLOCKED);
    }

    @Test
    void oneBlockedIssueOfManyBlocksNothing() {
        assertThat(Health.of(
                        TestCounts.issues(50, 20, 1), true, OptionalDouble.of(40), OptionalDouble.of(0.8), risk(5)))
                .isEqualTo(Health.ON_TRACK);
    }

    @Test
    void whoHasNothingToDoIsNotLate() {
        assertThat(Health.of(ProjectCounts.NONE, true, OptionalDouble.of(90), OptionalDouble.empty(), RiskScore.NONE))
                .isEqualTo(Health.ON_TRACK);
    }

    @Test
    void everyStateOccurs() {
        long seed = 7;
        SplittableRandom random = new SplittableRandom(seed);
        Set<Health> seen = EnumSet.noneOf(Health.class);

        for (int i = 0; i < 5_000; i++) {
            ProjectCounts counts = TestCounts.any(random);
            seen.add(Health.of(
                    counts,
                    true,
                    OptionalDouble.of(random.nextDouble(100)),
                    OptionalDouble.of(random.nextDouble()),
                    risk(random.nextDouble(100))));
        }

        assertThat(seen).as("seed %s", seed).containsExactly(Health.values());
    }

    @ParameterizedTest
    @EnumSource(Health.class)
    void keyIsReadBack(Health health) {
        assertThat(Health.ofKey(health.key())).isEqualTo(health);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, no_data",
        "5, 0, healthy",
        "10, 1, at_risk",
        "10, 2, at_risk",
        "10, 3, critical",
        "1, 1, critical"
    })
    void overallHealthIsTheShareOfProjectsThatAreNotOnTrack(int projects, int off, String overall) {
        for (Health other : List.of(Health.AT_RISK, Health.BEHIND, Health.BLOCKED)) {
            List<Health> all = Stream.concat(
                            Collections.nCopies(projects - off, Health.ON_TRACK).stream(),
                            Collections.nCopies(off, other).stream())
                    .toList();

            assertThat(OverallHealth.of(all).key()).as("%s", other).isEqualTo(overall);
        }
    }

    private static RiskScore risk(double score) {
        return new RiskScore(score, RiskScore.NONE.breakdown(), List.of());
    }

    private static OptionalDouble optional(@Nullable Double value) {
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
