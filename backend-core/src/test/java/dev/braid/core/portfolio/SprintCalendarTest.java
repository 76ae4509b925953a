package dev.braid.core.portfolio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.sprint.SprintState;
import dev.braid.core.sprint.StoredSprint;
import dev.braid.core.sprint.WorkingCalendar;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SprintCalendarTest {

    private static final WorkingCalendar BERLIN =
            new WorkingCalendar(ZoneId.of("Europe/Berlin"), WorkingCalendar.WEEKDAYS);

    @Test
    void endsTheRunningSprintWhenItIsPlannedTo() {
        SprintCalendar dates = SprintCalendar.ofRunning(
                Instant.parse("2026-12-04T16:00:00Z"), BERLIN, Instant.parse("2026-11-30T12:00:00Z"), 14);

        assertThat(dates.endOf(0)).isEqualTo("2026-11-30");
        assertThat(dates.endOf(1)).isEqualTo("2026-12-04");
        assertThat(dates.endOf(3)).isEqualTo("2027-01-01");
    }

    @Test
    void endsNoSprintInThePast() {
        SprintCalendar dates = SprintCalendar.ofRunning(
                Instant.parse("2026-11-20T16:00:00Z"), BERLIN, Instant.parse("2026-11-30T12:00:00Z"), 14);

        assertThat(dates.endOf(1)).isEqualTo("2026-11-30");
        assertThat(dates.endOf(2)).isEqualTo("2026-12-14");
    }

    @Test
    void beginsTheFirstSprintNowWhereNoneRuns() {
        SprintCalendar dates = SprintCalendar.startingNow(BERLIN, Instant.parse("2026-11-30T23:30:00Z"), 10);

        assertThat(dates.today()).as("in Berlin").isEqualTo("2026-12-01");
        assertThat(dates.endOf(1)).isEqualTo("2026-12-11");
    }

    @Test
    void countsDaysWhereTheClocksChange() {
        SprintCalendar dates = SprintCalendar.ofRunning(
                Instant.parse("2026-03-20T22:30:00Z"), BERLIN, Instant.parse("2026-03-16T12:00:00Z"), 14);

        assertThat(dates.endOf(1)).isEqualTo("2026-03-20");
        assertThat(dates.endOf(2)).as("with a day of 23 hours between").isEqualTo("2026-04-03");
    }

    @Test
    void countsSprintsUpToADay() {
        SprintCalendar dates = SprintCalendar.startingNow(BERLIN, Instant.parse("2026-11-30T12:00:00Z"), 14);

        assertThat(dates.sprintsBy(LocalDate.parse("2026-12-13"), 40)).isZero();
        assertThat(dates.sprintsBy(LocalDate.parse("2026-12-14"), 40)).isEqualTo(1);
        assertThat(dates.sprintsBy(LocalDate.parse("2099-01-01"), 40)).isEqualTo(40);
    }

    @Test
    void takesTheMedianDistanceOfStarts() {
        assertThat(SprintCalendar.cadence(startingOn("2026-01-05", "2026-01-19", "2026-02-02", "2026-02-23"), BERLIN))
                .isEqualTo(14);
        assertThat(SprintCalendar.cadence(startingOn("2026-01-05", "2026-01-12", "2026-01-26"), BERLIN))
                .as("of two distances their mean")
                .isEqualTo(10.5);
        assertThat(SprintCalendar.cadence(startingOn("2026-01-05"), BERLIN)).isEqualTo(14);
        assertThat(SprintCalendar.cadence(List.of(), BERLIN)).isEqualTo(14);
        assertThat(SprintCalendar.cadence(startingOn("2026-01-05", "2026-01-05"), BERLIN))
                .as("sprints that ran beside each other say nothing")
                .isEqualTo(14);
    }

    @Test
    void takesSprintsThatBeganTogetherForOne() {
        assertThat(SprintCalendar.cadence(
                        startingOn("2026-01-05", "2026-01-05", "2026-01-12", "2026-01-12", "2026-01-19"), BERLIN))
                .isEqualTo(7);
    }

    @Test
    void countsADayOf23HoursAsOne() {
        List<StoredSprint> sprints = Stream.of("2026-03-15T23:00:00Z", "2026-03-29T22:00:00Z")
                .map(Instant::parse)
                .map(SprintCalendarTest::starting)
                .toList();

        assertThat(SprintCalendar.cadence(sprints, BERLIN)).isEqualTo(14);
    }

    private static List<StoredSprint> startingOn(String... days) {
        return Stream.of(days)
                .map(day -> Instant.parse(day + "T08:00:00Z"))
                .map(SprintCalendarTest::starting)
                .toList();
    }

    private static StoredSprint starting(Instant start) {
        Instant end = start.plusSeconds(86_400);
        return new StoredSprint(1, null, "Sprint", SprintState.CLOSED, start, end, end, 7, false);
    }
}
