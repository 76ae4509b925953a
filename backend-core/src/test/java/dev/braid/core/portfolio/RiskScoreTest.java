package dev.braid.core.portfolio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.contracts.RiskBreakdown;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RiskScoreTest {

    private static final int CASES = 2_000;
    private static final Velocity STEADY = new Velocity(List.of(10.0, 10.0, 10.0, 10.0, 10.0, 10.0));
    private static final ScopeChange NO_CHANGE = new ScopeChange(0, 0, 0, 100);
    private static final Capacity FULL = new Capacity(OptionalDouble.of(100), 100);

    /** A change of the inputs that can only make things worse. */
    @FunctionalInterface
    private interface Worse {
        RiskInputs than(RiskInputs in, double share);
    }

    @Test
    void followsTheFormulaByHand() {
        RiskScore risk = RiskScore.of(new RiskInputs(
                new ProjectCounts(20, 10, 4, 2, 20, 100, 40, 20, 6, 3, 1),
                true,
                OptionalDouble.of(60),
                OptionalDouble.of(0.7),
                new ScopeChange(4, 20, 8, 100),
                new Velocity(List.of(20.0, 20.0, 20.0, 15.0, 15.0, 15.0)),
                new Capacity(OptionalDouble.of(50), 60)));

        assertThat(risk.rounded().breakdown()).isEqualTo(new RiskBreakdown(12, 8, 6, 5, 4, 2.5));
        assertThat(risk.rounded().score()).isEqualTo(37.5);
        assertThat(risk.unknownParts()).isEmpty();
        assertThat(risk.level().key()).isEqualTo("medium");
    }

    @Test
    void withoutHistoryTheScheduleIsJudgedByTheClock() {
        RiskScore risk = RiskScore.of(inputs(TestCounts.points(40, 0), OptionalDouble.of(65), OptionalDouble.empty()));

        assertThat(risk.breakdown().schedule()).isEqualTo(20);
        assertThat(risk.unknownParts()).doesNotContain("schedule");
    }

    @Test
    void whatIsUnknownCountsNothingAndIsNamed() {
        RiskScore risk = RiskScore.of(new RiskInputs(
                TestCounts.points(40, 15),
                true,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                ScopeChange.NONE,
                new Velocity(List.of(1.0, 2.0)),
                new Capacity(OptionalDouble.empty(), 40)));

        assertThat(risk.unknownParts()).containsExactly("schedule", "scope", "velocity", "capacity");
        assertThat(risk.breakdown()).isEqualTo(new RiskBreakdown(0, 20, 0, 0, 0, 0));
    }

    @Test
    void thereIsNoneBeforeTheStartAndNoneWhenNothingRemains() {
        OptionalDouble never = OptionalDouble.of(0);
        RiskInputs planned = new RiskInputs(TestCounts.points(0, 100), false, never, never, NO_CHANGE, STEADY, FULL);

        assertThat(RiskScore.of(planned)).isEqualTo(RiskScore.NONE);
        assertThat(RiskScore.of(inputs(TestCounts.points(100, 0), OptionalDouble.of(100), never)))
                .isEqualTo(RiskScore.NONE);
        assertThat(RiskScore.of(inputs(ProjectCounts.NONE, OptionalDouble.of(100), OptionalDouble.empty())))
                .isEqualTo(RiskScore.NONE);
        assertThat(RiskScore.NONE.score()).isZero();
    }

    @Test
    void theWorstIsAHundred() {
        RiskScore risk = RiskScore.of(new RiskInputs(
                new ProjectCounts(10, 0, 0, 10, 10, 100, 0, 0, 100, 0, 10),
                true,
                OptionalDouble.of(100),
                OptionalDouble.of(0),
                new ScopeChange(9, 500, 0, 100),
                new Velocity(List.of(9.0, 9.0, 9.0, 0.0, 0.0, 0.0)),
                new Capacity(OptionalDouble.of(1), 1_000)));

        assertThat(risk.breakdown()).isEqualTo(new RiskBreakdown(40, 20, 15, 10, 10, 5));
        assertThat(risk.score()).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({"0, low", "19.99, low", "20, medium", "39.99, medium", "40, high", "69.99, high", "70, critical"})
    void hasALevel(double score, String level) {
        assertThat(new RiskScore(score, RiskScore.NONE.breakdown(), List.of())
                        .level()
                        .key())
                .isEqualTo(level);
    }

    @Test
    void oneBlockedIssueOfManyIsNoCatastrophe() {
        RiskScore risk =
                RiskScore.of(inputs(TestCounts.issues(100, 40, 1), OptionalDouble.of(45), OptionalDouble.of(0.9)));

        assertThat(risk.level().key()).isEqualTo("low");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void isTheSumOfItsPartsWithinItsBoundsWhateverComes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);

        for (int i = 0; i < CASES; i++) {
            RiskInputs in = any(random);
            RiskScore risk = RiskScore.of(in);
            String which = "seed %d, case %d, %s".formatted(seed, i, in);

            assertThat(sum(risk.breakdown())).as(which).isEqualTo(risk.score());
            assertThat(risk.score()).as(which).isBetween(0.0, 100.0);
            assertThat(parts(risk.breakdown()).boxed()).as(which).allMatch(part -> part >= 0 && part <= 40);
            assertThat(Rounding.oneDecimal(sum(risk.rounded().breakdown())))
                    .as(which)
                    .isEqualTo(risk.rounded().score());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isNeverLessWhereTheProbabilityIs(long seed) {
        assertMonotone(
                seed, (in, share) -> with(in, in.elapsedPercentage(), scaled(in.completionProbability(), share)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isNeverLessWhereMoreTimeIsOver(long seed) {
        assertMonotone(seed, (in, share) -> {
            OptionalDouble elapsed = in.elapsedPercentage();
            return with(
                    in,
                    elapsed.isPresent() ? OptionalDouble.of(elapsed.getAsDouble() + 100 * share) : elapsed,
                    in.completionProbability());
        });
    }

    /** Blocked work is a share of what remains: that less is done must not be mixed up with less being blocked. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isNeverLessWhereLessIsDoneAndNothingIsBlocked(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < CASES; i++) {
            int total = random.nextInt(1, 100);
            int completed = random.nextInt(total + 1);
            RiskInputs in = any(random);
            RiskInputs better = with(in, TestCounts.issues(total, completed, 0));
            RiskInputs worse = with(in, TestCounts.issues(total, random.nextInt(completed + 1), 0));

            assertThat(RiskScore.of(worse).score())
                    .as("seed %d, case %d, %s after %s", seed, i, worse, better)
                    .isGreaterThanOrEqualTo(RiskScore.of(better).score());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isNeverLessWhereMoreIsBlocked(long seed) {
        assertMonotone(seed, (in, share) -> {
            ProjectCounts was = in.counts();
            int openIssues = was.openIssues() - was.blockedIssues();
            double openPoints = was.totalPoints() - was.completedPoints() - was.blockedPoints();
            return with(
                    in,
                    new ProjectCounts(
                            was.totalIssues(),
                            was.completedIssues(),
                            was.inProgressIssues(),
                            was.blockedIssues() + (int) (openIssues * share),
                            was.estimatedIssues(),
                            was.totalPoints(),
                            was.completedPoints(),
                            was.inProgressPoints(),
                            was.blockedPoints() + Math.max(0, openPoints) * share,
                            was.bugs(),
                            was.openCritical()));
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isNeverLessWhereMoreIsCritical(long seed) {
        assertMonotone(seed, (in, share) -> {
            ProjectCounts was = in.counts();
            int others = was.openIssues() - was.openCritical();
            return with(
                    in,
                    new ProjectCounts(
                            was.totalIssues(),
                            was.completedIssues(),
                            was.inProgressIssues(),
                            was.blockedIssues(),
                            was.estimatedIssues(),
                            was.totalPoints(),
                            was.completedPoints(),
                            was.inProgressPoints(),
                            was.blockedPoints(),
                            was.bugs(),
                            was.openCritical() + (int) (others * share)));
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isNeverLessWhereMoreWasAdded(long seed) {
        assertMonotone(seed, (in, share) -> {
            ScopeChange was = in.scope();
            return with(
                    in,
                    new ScopeChange(was.count() + 1, was.added() + 50 * share, was.removed(), was.committedAtStart()));
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isNeverLessWhereLessWasRemoved(long seed) {
        assertMonotone(seed, (in, share) -> {
            ScopeChange was = in.scope();
            return with(in, new ScopeChange(was.count(), was.added(), was.removed() * share, was.committedAtStart()));
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isNeverLessWhereVelocityFell(long seed) {
        assertMonotone(seed, (in, share) -> {
            List<Double> closed = new ArrayList<>(in.velocity().closedSprints());
            for (int i = Math.max(0, closed.size() - 3); i < closed.size(); i++) {
                closed.set(i, closed.get(i) * share);
            }
            return with(in, new Velocity(closed));
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isNeverLessWhereMoreIsTakenOn(long seed) {
        assertMonotone(
                seed,
                (in, share) -> with(
                        in,
                        new Capacity(in.capacity().allocated(), in.capacity().utilized() + 100 * share)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isNeverLessWhereLessIsAllocated(long seed) {
        assertMonotone(seed, (in, share) -> {
            Capacity was = in.capacity();
            double some = Math.max(share, 0.01);
            return with(in, new Capacity(scaled(was.allocated(), some), was.utilized()));
        });
    }

    private static void assertMonotone(long seed, Worse worse) {
        SplittableRandom random = new SplittableRandom(seed);
        int grew = 0;
        for (int i = 0; i < CASES; i++) {
            RiskInputs in = any(random);
            RiskInputs changed = worse.than(in, random.nextDouble());
            double before = RiskScore.of(in).score();
            double after = RiskScore.of(changed).score();

            assertThat(after)
                    .as("seed %d, case %d, %s after %s", seed, i, changed, in)
                    .isGreaterThanOrEqualTo(before);
            grew += after > before ? 1 : 0;
        }
        assertThat(grew).as("seed %d: cases that tell anything", seed).isGreaterThan(CASES / 100);
    }

    private static RiskInputs any(SplittableRandom random) {
        return new RiskInputs(
                TestCounts.any(random),
                random.nextInt(10) > 0,
                maybe(random, 100),
                maybe(random, 1),
                new ScopeChange(
                        random.nextInt(9),
                        random.nextDouble(60),
                        random.nextDouble(60),
                        random.nextInt(4) == 0 ? 0 : random.nextDouble(200)),
                velocity(random),
                new Capacity(maybe(random, 200), random.nextInt(4) == 0 ? 0 : random.nextDouble(300)));
    }

    private static Velocity velocity(SplittableRandom random) {
        List<Double> closed = new ArrayList<>();
        for (int size = random.nextInt(12); closed.size() < size; ) {
            closed.add(random.nextInt(4) == 0 ? 0 : random.nextDouble(50));
        }
        return new Velocity(closed);
    }

    private static OptionalDouble maybe(SplittableRandom random, double most) {
        return switch (random.nextInt(5)) {
            case 0 -> OptionalDouble.empty();
            case 1 -> OptionalDouble.of(0);
            case 2 -> OptionalDouble.of(most);
            default -> OptionalDouble.of(random.nextDouble(most));
        };
    }

    private static OptionalDouble scaled(OptionalDouble value, double share) {
        return value.isPresent() ? OptionalDouble.of(value.getAsDouble() * share) : value;
    }

    private static double sum(RiskBreakdown breakdown) {
        return breakdown.schedule()
                + breakdown.blocked()
                + breakdown.scope()
                + breakdown.velocity()
                + breakdown.capacity()
                + breakdown.quality();
    }

    private static DoubleStream parts(RiskBreakdown breakdown) {
        return DoubleStream.of(
                breakdown.schedule(),
                breakdown.blocked(),
                breakdown.scope(),
                breakdown.velocity(),
                breakdown.capacity(),
                breakdown.quality());
    }

    private static RiskInputs inputs(ProjectCounts counts, OptionalDouble elapsed, OptionalDouble probability) {
        return new RiskInputs(counts, true, elapsed, probability, NO_CHANGE, STEADY, FULL);
    }

    private static RiskInputs with(RiskInputs in, OptionalDouble elapsed, OptionalDouble probability) {
        return new RiskInputs(
                in.counts(), in.started(), elapsed, probability, in.scope(), in.velocity(), in.capacity());
    }

    private static RiskInputs with(RiskInputs in, ProjectCounts counts) {
        return new RiskInputs(
                counts,
                in.started(),
                in.elapsedPercentage(),
                in.completionProbability(),
                in.scope(),
                in.velocity(),
                in.capacity());
    }

    private static RiskInputs with(RiskInputs in, ScopeChange scope) {
        return new RiskInputs(
                in.counts(),
                in.started(),
                in.elapsedPercentage(),
                in.completionProbability(),
                scope,
                in.velocity(),
                in.capacity());
    }

    private static RiskInputs with(RiskInputs in, Velocity velocity) {
        return new RiskInputs(
                in.counts(),
                in.started(),
                in.elapsedPercentage(),
                in.completionProbability(),
                in.scope(),
                velocity,
                in.capacity());
    }

    private static RiskInputs with(RiskInputs in, Capacity capacity) {
        return new RiskInputs(
                in.counts(),
                in.started(),
                in.elapsedPercentage(),
                in.completionProbability(),
                in.scope(),
                in.velocity(),
                capacity);
    }
}
