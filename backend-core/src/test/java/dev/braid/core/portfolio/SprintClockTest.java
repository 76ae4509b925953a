package dev.braid.core.portfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.braid.core.sprint.SprintState;
import dev.braid.core.sprint.StoredSprint;
import dev.braid.core.sprint.WorkingCalendar;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SprintClockTest {

    private static final Offset<Double> ALMOST = within(1e-9);
    private static final WorkingCalendar UTC = new WorkingCalendar(ZoneOffset.UTC, WorkingCalendar.WEEKDAYS);

    /** Two weeks from a Monday to the Monday after next: ten working days. */
    private static final String START = "2026-11-16T00:00:00Z";

    private static final String END = "2026-11-30T00:00:00Z";

    @ParameterizedTest
    @CsvSource({
        // now, elapsed percentage, elapsed days, days left
        "2026-11-15T12:00:00Z,   0,  0,    10",
        "2026-11-16T00:00:00Z,   0,  0,    10",
        "2026-11-16T12:00:00Z,   5,  0.5,  9.5",
        "2026-11-20T00:00:00Z,  40,  4,    6",
        "2026-11-21T00:00:00Z,  50,  5,    5",
        "2026-11-22T23:00:00Z,  50,  5,    5",
        "2026-11-23T06:00:00Z,  52.5, 5.25, 4.75",
        "2026-11-28T00:00:00Z, 100, 10,    0",
        "2026-11-30T00:00:00Z, 100, 10,    0",
        "2026-12-02T00:00:00Z, 100, 12,    0"
    })
    void countsTheWorkingDaysOfARunningSprint(Instant now, double percentage, double elapsed, double left) {
        SprintClock clock = clock(SprintState.ACTIVE, START, END, null, now);

        assertThat(clock.started()).isTrue();
        assertThat(clock.elapsedPercentage().orElseThrow()).isCloseTo(percentage, ALMOST);
        assertThat(clock.elapsedWorkdays()).isCloseTo(elapsed, ALMOST);
        assertThat(clock.remainingWorkdays()).isCloseTo(left, ALMOST);
        assertThat(clock.fractionLeft()).isCloseTo(1 - percentage / 100, ALMOST);
    }

    @Test
    void aSprintToComeHasAllOfItsDaysLeftWhateverTheClockSays() {
        SprintClock clock = clock(SprintState.FUTURE, START, END, null, Instant.parse("2026-11-20T00:00:00Z"));

        assertThat(clock.started()).isFalse();
        assertThat(clock.elapsedPercentage()).hasValue(0);
        assertThat(clock.elapsedWorkdays()).isZero();
        assertThat(clock.remainingWorkdays()).isEqualTo(10);
        assertThat(clock.fractionLeft()).isEqualTo(1);
    }

    @Test
    void aClosedSprintIsOverWhenItWasClosed() {
        SprintClock clock =
                clock(SprintState.CLOSED, START, END, "2026-11-26T00:00:00Z", Instant.parse("2026-11-27T00:00:00Z"));

        assertThat(clock.elapsedPercentage()).hasValue(100);
        assertThat(clock.elapsedWorkdays()).isEqualTo(8);
        assertThat(clock.remainingWorkdays()).isZero();
        assertThat(clock.fractionLeft()).isZero();
    }

    @Test
    void withoutAnEndNobodyKnowsHowMuchIsOver() {
        SprintClock clock = clock(SprintState.ACTIVE, START, null, null, Instant.parse("2026-11-18T00:00:00Z"));

        assertThat(clock.elapsedPercentage()).isEmpty();
        assertThat(clock.elapsedWorkdays()).isEqualTo(2);
        assertThat(clock.remainingWorkdays()).isZero();
        assertThat(clock.fractionLeft()).isZero();
    }

    @Test
    void withoutDatesAtAllNothingIsKnownAndNothingFails() {
        Instant now = Instant.parse("2026-11-18T00:00:00Z");
        SprintClock planned = clock(SprintState.FUTURE, null, null, null, now);
        SprintClock running = clock(SprintState.ACTIVE, null, null, null, now);

        assertThat(planned.elapsedPercentage()).hasValue(0);
        assertThat(planned.fractionLeft()).isEqualTo(1);
        assertThat(planned.remainingWorkdays()).isZero();
        assertThat(running.elapsedPercentage()).isEqualTo(OptionalDouble.empty());
        assertThat(running.elapsedWorkdays()).isZero();
        assertThatIllegalStateException()
                .isThrownBy(() -> running.dateAt(50))
                .withMessage("start of sprint 7: null (expected: an instant)");
    }

    @ParameterizedTest
    @CsvSource({"2026-11-21T12:00:00Z, 25", "2026-11-22T00:00:00Z, 50", "2026-11-23T00:00:00Z, 100"})
    void aSprintOfAWeekendPassesLikeTime(Instant now, double percentage) {
        SprintClock clock = clock(SprintState.ACTIVE, "2026-11-21T00:00:00Z", "2026-11-23T00:00:00Z", null, now);

        assertThat(clock.elapsedPercentage().orElseThrow()).isCloseTo(percentage, ALMOST);
        assertThat(clock.fractionLeft()).isCloseTo(1 - percentage / 100, ALMOST);
    }

    @ParameterizedTest
    @CsvSource({"2026-11-15T23:59:59Z, 0", "2026-11-16T00:00:00Z, 100", "2026-11-17T00:00:00Z, 100"})
    void aSprintWithoutDurationIsOverAtOnce(Instant now, double percentage) {
        SprintClock clock = clock(SprintState.ACTIVE, START, START, null, now);

        assertThat(clock.elapsedPercentage()).hasValue(percentage);
        assertThat(clock.dateAt(50)).isEqualTo("2026-11-16");
    }

    @Test
    void aSprintShorterThanAMillisecondHasNoStrangeShare() {
        SprintClock clock = clock(
                SprintState.ACTIVE,
                "2026-11-21T00:00:00Z",
                "2026-11-21T00:00:00.000500Z",
                null,
                Instant.parse("2026-11-21T00:00:00.000250Z"));

        assertThat(clock.elapsedPercentage().orElseThrow()).isCloseTo(50, within(1e-3));
    }

    @Test
    void aDayOfAnotherLengthIsADay() {
        WorkingCalendar everyDay = new WorkingCalendar(ZoneId.of("Europe/Berlin"), 127);
        StoredSprint sprint = sprint(SprintState.ACTIVE, "2026-03-27T23:00:00Z", "2026-03-30T22:00:00Z", null);

        SprintClock clock = new SprintClock(sprint, everyDay, Instant.parse("2026-03-29T10:30:00Z"));

        assertThat(clock.elapsedPercentage().orElseThrow()).isCloseTo(50, ALMOST);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 2026-11-16",
        "5, 2026-11-16",
        "15, 2026-11-17",
        "45, 2026-11-20",
        // The first instant of the weekend is the one at which half is over.
        "50, 2026-11-21",
        "50.1, 2026-11-23",
        "99, 2026-11-27",
        "100, 2026-11-28",
        "120, 2026-11-30",
        "-3, 2026-11-16"
    })
    void tellsTheDayAtWhichAShareIsOver(double percentage, LocalDate date) {
        SprintClock clock = clock(SprintState.CLOSED, START, END, END, Instant.parse("2027-06-01T00:00:00Z"));

        assertThat(clock.dateAt(percentage)).isEqualTo(date);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theInstantOfAShareIsWhereTheClockShowsIt(long seed) {
        SplittableRandom random = new SplittableRandom(seed);

        for (int i = 0; i < 300; i++) {
            WorkingCalendar calendar = new WorkingCalendar(ZoneId.of("America/New_York"), random.nextInt(1, 128));
            Instant start = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextLong(40_000_000));
            Instant end = start.plusSeconds(random.nextLong(3_600, 5_000_000));
            StoredSprint sprint = sprint(SprintState.ACTIVE, start.toString(), end.toString(), null);
            double share = random.nextDouble();

            Instant at = new SprintClock(sprint, calendar, start).instantAt(share);

            String which = "seed %d, %s, %s, share %s".formatted(seed, sprint, calendar, share);
            assertThat(at).as(which).isBetween(start, end);
            assertThat(new SprintClock(sprint, calendar, at).elapsedPercentage().orElseThrow())
                    .as(which)
                    .isCloseTo(100 * share, within(1e-3));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void neverGoesBackAndNeverLeavesItsBounds(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        StoredSprint sprint = sprint(SprintState.ACTIVE, "2026-03-05T15:00:00Z", "2026-03-19T20:00:00Z", null);
        WorkingCalendar calendar = new WorkingCalendar(ZoneId.of("America/New_York"), WorkingCalendar.WEEKDAYS);

        double before = 0;
        Instant now = Instant.parse("2026-03-04T00:00:00Z");
        while (now.isBefore(Instant.parse("2026-03-21T00:00:00Z"))) {
            double percentage =
                    new SprintClock(sprint, calendar, now).elapsedPercentage().orElseThrow();
            assertThat(percentage).as("seed %s, %s", seed, now).isBetween(before, 100.0);
            before = percentage;
            now = now.plusMillis(random.nextLong(10_000_000));
        }
        assertThat(before).as("seed %s", seed).isEqualTo(100);
    }

    private static SprintClock clock(
            SprintState state, @Nullable String start, @Nullable String end, @Nullable String completed, Instant now) {
        return new SprintClock(sprint(state, start, end, completed), UTC, now);
    }

    private static StoredSprint sprint(
            SprintState state, @Nullable String start, @Nullable String end, @Nullable String completed) {
        return new StoredSprint(7, 70L, "Sprint 7", state, instant(start), instant(end), instant(completed), 3, false);
    }

    private static @Nullable Instant instant(@Nullable String text) {
        return text == null ? null : Instant.parse(text);
    }
}
