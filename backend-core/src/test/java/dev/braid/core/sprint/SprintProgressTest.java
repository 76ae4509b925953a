package dev.braid.core.sprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.braid.contracts.SprintBurndown.Day;
import dev.braid.core.sprint.SprintIssue.Step;
import dev.braid.core.sprint.SprintProgress.ScopeChange;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SprintProgressTest {

    private static final Instant START = Instant.parse("2026-01-05T08:00:00Z");

    @Test
    void whatComesWithinTheFirstHourWasPlanned() {
        SprintProgress progress = points(
                issue(step("2026-01-01T00:00:00Z", true, false, "5")),
                issue(step("2026-01-05T09:00:00Z", true, false, "3")),
                issue(step("2026-01-05T09:00:00.001Z", true, false, "2")),
                issue(
                        step("2026-01-01T00:00:00Z", true, false, "4"),
                        step("2026-01-06T00:00:00Z", true, false, "6"),
                        step("2026-01-07T00:00:00Z", true, false, "1"),
                        step("2026-01-08T00:00:00Z", false, false, "1")));

        assertThat(progress.at(START.plus(StoredSprint.PLANNING)).scope()).isEqualByComparingTo("12");
        assertThat(progress.scopeChange(START, Instant.parse("2026-01-09T00:00:00Z")))
                .isEqualTo(new ScopeChange(new BigDecimal("4"), new BigDecimal("6")));
        assertThat(progress.scopeChange(START, Instant.parse("2026-01-06T00:00:00Z")))
                .isEqualTo(new ScopeChange(new BigDecimal("4"), BigDecimal.ZERO));
    }

    @ParameterizedTest
    @CsvSource({
        // Summer begins on Sunday, March 29th, in Berlin, and ends on October 25th.
        "Europe/Berlin,   2026-03-27T12:00:00Z, 2026-03-30T21:59:59.999Z, 4",
        "Europe/Berlin,   2026-10-23T12:00:00Z, 2026-10-26T22:59:59.999Z, 4",
        "Europe/Berlin,   2026-10-23T12:00:00Z, 2026-10-26T23:00:00Z, 5",
        // In Santiago a day begins at one o'clock when summer does.
        "America/Santiago, 2026-09-05T12:00:00Z, 2026-09-06T12:00:00Z, 2"
    })
    void aDayCountsOnceHoweverManyHoursItHas(ZoneId zone, Instant first, Instant last, int days) {
        SprintProgress progress = points(issue(step("2026-01-01T00:00:00Z", true, false, "5")));

        List<Day> counted = progress.days(new WorkingCalendar(zone, 127), first, last);

        assertThat(counted).hasSize(days);
        assertThat(counted.get(0).date()).isEqualTo(LocalDate.ofInstant(first, zone));
        assertThat(counted).allSatisfy(day -> assertThat(day.remaining()).isEqualTo(5));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void remainingAndCompletedAreTheScopeOnEachDay(long seed) {
        Random random = new Random(seed);
        List<SprintIssue> issues = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            List<Step> steps = new ArrayList<>();
            Instant at = START.minusSeconds(random.nextInt(100_000));
            for (int j = random.nextInt(6); j >= 0; j--) {
                BigDecimal points = random.nextInt(5) == 0 ? null : BigDecimal.valueOf(random.nextInt(1_300), 2);
                steps.add(new Step(at, random.nextBoolean(), random.nextBoolean(), points));
                at = at.plusSeconds(random.nextInt(200_000));
            }
            issues.add(new SprintIssue("PAY", null, null, steps));
        }

        for (WorkUnit unit : WorkUnit.values()) {
            SprintProgress progress = new SprintProgress(issues, unit);
            Instant end = START.plusSeconds(1_000_000);
            for (Day day : progress.days(new WorkingCalendar(ZoneId.of("UTC"), 31), START, end)) {
                Instant close = day.date()
                        .plusDays(1)
                        .atStartOfDay(ZoneId.of("UTC"))
                        .toInstant()
                        .minusNanos(1);
                double scope = issues.stream()
                        .flatMap(issue -> issue.inSprintAt(close.isBefore(end) ? close : end).stream())
                        .map(unit::of)
                        .reduce(BigDecimal.ZERO, BigDecimal::add)
                        .doubleValue();
                assertThat(day.scope()).as("seed %d, %s", seed, day).isEqualTo(scope);
                assertThat(day.remaining() + day.completed())
                        .as("seed %d, %s", seed, day)
                        .isEqualTo(scope, within(1e-9));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, ISSUES",
        "4, 1, STORY_POINTS",
        "3, 1, ISSUES",
        "0, 1, ISSUES",
        "7, 2, ISSUES",
        "8, 2, STORY_POINTS"
    })
    void countsPointsIfFourOfFiveIssuesHaveThem(int estimated, int unestimated, WorkUnit unit) {
        List<Step> issues = new ArrayList<>();
        for (int i = 0; i < estimated; i++) {
            issues.add(step("2026-01-01T00:00:00Z", true, false, "1"));
        }
        for (int i = 0; i < unestimated; i++) {
            issues.add(step("2026-01-01T00:00:00Z", true, false, null));
        }

        assertThat(WorkUnit.forAll(issues)).isEqualTo(unit);
    }

    @Test
    void countsIssuesIfAllAreEstimatedAtNothing() {
        assertThat(WorkUnit.forAll(List.of(step("2026-01-01T00:00:00Z", true, false, "0"))))
                .isEqualTo(WorkUnit.ISSUES);
    }

    private static SprintProgress points(SprintIssue... issues) {
        return new SprintProgress(List.of(issues), WorkUnit.STORY_POINTS);
    }

    private static SprintIssue issue(Step... steps) {
        return new SprintIssue("PAY", null, null, List.of(steps));
    }

    private static Step step(String at, boolean in, boolean done, @Nullable String points) {
        return new Step(Instant.parse(at), in, done, points == null ? null : new BigDecimal(points));
    }
}
