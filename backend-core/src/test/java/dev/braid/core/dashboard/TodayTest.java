package dev.braid.core.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TodayTest {

    private static final int SAMPLES = 20_000;
    private static final long FIRST_SECOND =
            Instant.parse("1970-01-01T00:00:00Z").getEpochSecond();
    private static final long LAST_SECOND =
            Instant.parse("2037-12-31T00:00:00Z").getEpochSecond();

    @ParameterizedTest
    @CsvSource(textBlock = """
            # Spring and autumn in Berlin, days of 23 and of 25 hours, seen before and after the clocks change.
            Europe/Berlin,      2026-03-29T00:30:00Z, 2026-03-28T23:00:00Z, 2026-03-22T23:00:00Z
            Europe/Berlin,      2026-03-29T21:59:59Z, 2026-03-28T23:00:00Z, 2026-03-22T23:00:00Z
            Europe/Berlin,      2026-03-29T22:00:00Z, 2026-03-29T22:00:00Z, 2026-03-29T22:00:00Z
            Europe/Berlin,      2026-10-25T00:30:00Z, 2026-10-24T22:00:00Z, 2026-10-18T22:00:00Z
            Europe/Berlin,      2026-10-25T22:59:59Z, 2026-10-24T22:00:00Z, 2026-10-18T22:00:00Z
            Europe/Berlin,      2026-10-25T23:00:00Z, 2026-10-25T23:00:00Z, 2026-10-25T23:00:00Z
            # Already Monday on Kiritimati while it is Sunday in UTC.
            Pacific/Kiritimati, 2026-11-15T10:00:00Z, 2026-11-15T10:00:00Z, 2026-11-15T10:00:00Z
            UTC,                2026-11-15T10:00:00Z, 2026-11-15T00:00:00Z, 2026-11-09T00:00:00Z
            Pacific/Kiritimati, 2026-11-15T09:59:59Z, 2026-11-14T10:00:00Z, 2026-11-08T10:00:00Z
            # Sunday's last minute, Monday's first.
            UTC,                2026-11-15T23:59:59Z, 2026-11-15T00:00:00Z, 2026-11-09T00:00:00Z
            UTC,                2026-11-16T00:00:00Z, 2026-11-16T00:00:00Z, 2026-11-16T00:00:00Z
            # Days without a midnight: they begin at 01:00.
            America/Havana,     2026-03-08T12:00:00Z, 2026-03-08T05:00:00Z, 2026-03-02T05:00:00Z
            Africa/Cairo,       2026-04-24T12:00:00Z, 2026-04-23T22:00:00Z, 2026-04-19T22:00:00Z
            # A day with two: it begins with the first.
            America/Havana,     2026-11-01T05:30:00Z, 2026-11-01T04:00:00Z, 2026-10-26T04:00:00Z
            # The day after 2011-12-29 was the 31st, and the week that Friday was missing from began on Monday nonetheless.
            Pacific/Apia,       2011-12-30T10:00:00Z, 2011-12-30T10:00:00Z, 2011-12-26T10:00:00Z
            """)
    void beginsWhereItsZoneSaysSo(String zone, Instant now, Instant start, Instant weekStart) {
        Today today = Today.at(now, ZoneId.of(zone));

        assertThat(today.start()).isEqualTo(start);
        assertThat(today.weekStart()).isEqualTo(weekStart);
    }

    @Test
    void isShortOrLongWhenTheClocksChange() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        Instant spring = Instant.parse("2026-03-29T12:00:00Z");
        Instant autumn = Instant.parse("2026-10-25T12:00:00Z");

        assertThat(length(Today.at(spring, berlin))).isEqualTo(Duration.ofHours(23));
        assertThat(length(Today.at(autumn, berlin))).isEqualTo(Duration.ofHours(25));
    }

    /** Whatever clocks did anywhere: a day holds its own instants, begins with itself, and its week with a Monday not after it. */
    @Test
    void holdsTheInstantThatItWasMadeFor() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        List<String> zones = ZoneId.getAvailableZoneIds().stream().sorted().toList();
        for (int sample = 0; sample < SAMPLES; sample++) {
            ZoneId zone = ZoneId.of(zones.get(random.nextInt(zones.size())));
            Instant now = Instant.ofEpochSecond(random.nextLong(FIRST_SECOND, LAST_SECOND));

            Today today = Today.at(now, zone);

            assertThat(today.start()).as("%s in %s, seed %d", now, zone, seed).isBeforeOrEqualTo(now);
            assertThat(today.weekStart()).isBeforeOrEqualTo(today.start());
            assertThat(today.start().minusSeconds(1).atZone(zone).toLocalDate())
                    .as("%s in %s, seed %d", now, zone, seed)
                    .isBeforeOrEqualTo(today.date());
            assertThat(Today.at(today.start(), zone)).isEqualTo(today);
            assertThat(Duration.between(today.weekStart(), now))
                    .as("%s in %s, seed %d", now, zone, seed)
                    .isLessThan(Duration.ofDays(7).plusHours(3));
        }
    }

    @Test
    void weekBeginsOnAMonday() {
        ZoneId utc = ZoneId.of("UTC");
        for (int day = 9; day < 30; day++) {
            Today today = Today.at(Instant.parse("2026-11-%02dT23:59:59Z".formatted(day)), utc);

            assertThat(today.weekStart().atZone(utc).getDayOfWeek()).isEqualTo(DayOfWeek.MONDAY);
            assertThat(Duration.between(today.weekStart(), today.start())).isLessThan(Duration.ofDays(7));
        }
    }

    private static Duration length(Today today) {
        return Duration.between(today.start(), new Today(today.date().plusDays(1), today.zone()).start());
    }
}
