package dev.braid.core.sprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkingCalendarTest {

    private static final int EVERY_DAY = 127;
    private static final int SUNDAY = 64;
    private static final Offset<Double> ALMOST = within(1e-9);

    /** Days of 23, 23.5, 24, 24.5 and 25 hours, and some that begin at one in the morning. */
    private static final List<ZoneId> ZONES = List.of(
            ZoneOffset.UTC,
            ZoneId.of("Europe/Berlin"),
            ZoneId.of("America/New_York"),
            ZoneId.of("America/Sao_Paulo"),
            ZoneId.of("Australia/Lord_Howe"),
            ZoneId.of("Asia/Kathmandu"),
            ZoneId.of("Pacific/Kiritimati"));

    @ParameterizedTest
    @CsvSource({
        // A Sunday of 23 hours: whole, its half, its last hour.
        "Europe/Berlin, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z, 1",
        "Europe/Berlin, 2026-03-28T23:00:00Z, 2026-03-29T10:30:00Z, 0.5",
        "Europe/Berlin, 2026-03-29T21:00:00Z, 2026-03-29T22:00:00Z, 0.043478260869565216",
        // One of 25.
        "Europe/Berlin, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z, 1",
        "Europe/Berlin, 2026-10-24T22:00:00Z, 2026-10-25T10:30:00Z, 0.5",
        "Europe/Berlin, 2026-10-25T22:00:00Z, 2026-10-25T23:00:00Z, 0.04",
        // One that has no midnight.
        "America/Sao_Paulo, 2018-11-04T03:00:00Z, 2018-11-05T02:00:00Z, 1",
        // Half an hour more.
        "Australia/Lord_Howe, 2026-04-04T13:00:00Z, 2026-04-05T13:30:00Z, 1"
    })
    void aDayIsADayHoweverLong(ZoneId zone, Instant from, Instant to, double days) {
        assertThat(new WorkingCalendar(zone, EVERY_DAY).workingDaysBetween(from, to))
                .isCloseTo(days, ALMOST);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T12:00:00Z, 2026-11-23T06:00:00Z, 0.75",
        "2026-11-21T00:00:00Z, 2026-11-23T00:00:00Z, 0",
        "2026-11-21T15:00:00Z, 2026-11-22T15:00:00Z, 0",
        "2026-11-16T00:00:00Z, 2026-11-30T00:00:00Z, 10",
        "2026-11-18T06:00:00Z, 2026-11-18T18:00:00Z, 0.5",
        "2026-11-18T06:00:00Z, 2026-11-18T06:00:00.864Z, 0.00001"
    })
    void partsOfDaysCountAtBothEnds(Instant from, Instant to, double days) {
        assertThat(weekdays(ZoneOffset.UTC).workingDaysBetween(from, to)).isCloseTo(days, ALMOST);
    }

    @Test
    void aWeekHasFiveDaysAlsoWhereTheClocksChange() {
        WorkingCalendar newYork = weekdays(ZoneId.of("America/New_York"));

        assertThat(newYork.workingDaysBetween(
                        Instant.parse("2026-03-04T17:00:00Z"), Instant.parse("2026-03-11T16:00:00Z")))
                .isCloseTo(5, ALMOST);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T12:00:00Z, 2026-11-20T12:00:00Z",
        "2026-11-20T12:00:00Z, 2026-11-20T11:59:59Z",
        "2026-11-20T12:00:00Z, 2026-11-19T12:00:00Z",
        "2026-11-20T12:00:00Z, 2020-01-01T00:00:00Z"
    })
    void nothingLiesBetweenAnInstantAndOneThatIsNotLater(Instant from, Instant to) {
        assertThat(new WorkingCalendar(ZoneOffset.UTC, EVERY_DAY).workingDaysBetween(from, to))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 128, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void someDayOfTheWeekIsWorkedOnAndNoOther(int mask) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WorkingCalendar(ZoneOffset.UTC, mask))
                .withMessage("working_days: " + mask + " (expected: 1..127)");
    }

    @Test
    void maskBeginsWithMonday() {
        LocalDate monday = LocalDate.of(2026, 11, 16);

        assertThat(monday.datesUntil(monday.plusWeeks(1)).filter(new WorkingCalendar(ZoneOffset.UTC, 1)::isWorkingDay))
                .containsExactly(monday);
        assertThat(monday.datesUntil(monday.plusWeeks(1))
                        .filter(new WorkingCalendar(ZoneOffset.UTC, SUNDAY)::isWorkingDay))
                .containsExactly(monday.plusDays(6));
        assertThat(monday.datesUntil(monday.plusWeeks(1))
                        .filter(new WorkingCalendar(ZoneOffset.UTC, WorkingCalendar.WEEKDAYS)::isWorkingDay))
                .hasSize(5);
    }

    @Test
    void dateIsThatOfTheZone() {
        Instant evening = Instant.parse("2026-11-20T10:30:00Z");

        assertThat(weekdays(ZoneId.of("Pacific/Kiritimati")).dateOf(evening)).isEqualTo("2026-11-21");
        assertThat(weekdays(ZoneId.of("Pacific/Pago_Pago")).dateOf(evening)).isEqualTo("2026-11-19");
    }

    /** Samoa went from Thursday to Saturday. */
    @Test
    void aDateThatAZoneLeftOutDoesNoHarm() {
        WorkingCalendar samoa = new WorkingCalendar(ZoneId.of("Pacific/Apia"), EVERY_DAY);
        Instant thursday = LocalDate.of(2011, 12, 29).atStartOfDay(samoa.zone()).toInstant();

        assertThat(samoa.workingDaysBetween(thursday, thursday.plus(Duration.ofHours(24))))
                .isCloseTo(2, ALMOST);
        assertThat(samoa.workingDaysBetween(thursday, thursday.plus(Duration.ofHours(12))))
                .isCloseTo(0.5, ALMOST);
    }

    @Test
    void thousandsOfYearsAreCountedAsFastAsAWeek() {
        WorkingCalendar calendar = weekdays(ZoneOffset.UTC);
        Instant monday = Instant.parse("2000-01-03T00:00:00Z");
        Instant later = monday.plus(Duration.ofDays(7L * 400_000));

        for (int i = 0; i < 10_000; i++) {
            assertThat(calendar.workingDaysBetween(monday, later)).isEqualTo(2_000_000);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithCountingDayByDay(long seed) {
        SplittableRandom random = new SplittableRandom(seed);

        for (int i = 0; i < 100; i++) {
            WorkingCalendar calendar = calendar(random);
            Instant from = instant(random);
            Instant to = from.plusSeconds(random.nextLong(-100_000, 60_000_000));

            assertThat(calendar.workingDaysBetween(from, to))
                    .as("seed %s, %s, %s to %s", seed, calendar, from, to)
                    .isCloseTo(dayByDay(calendar, from, to), ALMOST);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void partsOfATimeAddUpToIt(long seed) {
        SplittableRandom random = new SplittableRandom(seed);

        for (int i = 0; i < 1_000; i++) {
            WorkingCalendar calendar = calendar(random);
            Instant from = instant(random);
            Instant middle = from.plusMillis(random.nextLong(10_000_000_000L));
            Instant to = middle.plusMillis(random.nextLong(10_000_000_000L));

            assertThat(calendar.workingDaysBetween(from, middle) + calendar.workingDaysBetween(middle, to))
                    .as("seed %s, %s, %s to %s to %s", seed, calendar, from, middle, to)
                    .isCloseTo(calendar.workingDaysBetween(from, to), ALMOST);
        }
    }

    private static double dayByDay(WorkingCalendar calendar, Instant from, Instant to) {
        double days = 0;
        LocalDate last = calendar.dateOf(to);
        for (LocalDate date = calendar.dateOf(from); !date.isAfter(last); date = date.plusDays(1)) {
            Instant begin = date.atStartOfDay(calendar.zone()).toInstant();
            Instant end = date.plusDays(1).atStartOfDay(calendar.zone()).toInstant();
            double worked = seconds(begin.isBefore(from) ? from : begin, end.isAfter(to) ? to : end);
            days += calendar.isWorkingDay(date) ? Math.max(0, worked / seconds(begin, end)) : 0;
        }
        return days;
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }

    private static WorkingCalendar calendar(SplittableRandom random) {
        return new WorkingCalendar(ZONES.get(random.nextInt(ZONES.size())), random.nextInt(1, EVERY_DAY + 1));
    }

    private static Instant instant(SplittableRandom random) {
        return Instant.parse("2012-01-01T00:00:00Z").plusSeconds(random.nextLong(500_000_000));
    }

    private static WorkingCalendar weekdays(ZoneId zone) {
        return new WorkingCalendar(zone, WorkingCalendar.WEEKDAYS);
    }
}
