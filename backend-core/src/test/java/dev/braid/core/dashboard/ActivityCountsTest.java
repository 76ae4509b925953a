package dev.braid.core.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.contracts.DashboardActivity;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActivityCountsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0.0",
        "1, 0, 0.0",
        "1, 1, 100.0",
        "3, 1, 33.3",
        "3, 2, 66.7",
        "800, 1, 0.1",
        "2000, 1, 0.1",
        "2001, 1, 0.0",
        "16, 1, 6.3",
        "1000, 999, 99.9",
        "2000, 1999, 99.9",
        "10000, 9999, 99.9",
        "10000, 10000, 100.0"
    })
    void rateIsRoundedHalfUpAndAHundredOnlyWhenNothingIsLeft(long total, long completed, double rate) {
        assertThat(new ActivityCounts(0, 0, 0, 0, total, completed).completionRate())
                .isEqualTo(rate);
    }

    @Test
    void saysWhichDayAndWeekItIsAbout() {
        Today today = Today.at(Instant.parse("2026-11-20T12:00:00Z"), ZoneId.of("Europe/Berlin"));

        assertThat(new ActivityCounts(1, 2, 3, 4, 10, 5).on(today))
                .isEqualTo(new DashboardActivity(
                        1,
                        2,
                        3,
                        4,
                        50.0,
                        "Europe/Berlin",
                        Instant.parse("2026-11-19T23:00:00Z"),
                        Instant.parse("2026-11-15T23:00:00Z")));
    }
}
