package dev.braid.core.marketdata;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionCalendarTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-01-01", "2024-01-15", "2024-02-19", "2024-03-29", "2024-05-27", "2024-06-19", "2024-07-04",
                "2024-09-02", "2024-11-28", "2024-12-25", "2023-01-02", "2021-12-24", "2022-06-20", "2020-07-03",
                "2022-12-26", "2025-04-18", "2018-03-30", "2024-09-21", "1998-01-19"
            })
    void exchangeIsClosed(LocalDate date) {
        assertThat(SessionCalendar.isTradingDay(date)).isFalse();
        assertThat(SessionCalendar.isHalfDay(date)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2021-12-31", "2021-06-18", "2024-12-31", "2024-10-14", "2024-11-11", "2025-01-02", "1997-01-20"
            })
    void exchangeTradesToTheEnd(LocalDate date) {
        assertThat(SessionCalendar.isTradingDay(date)).isTrue();
        assertThat(SessionCalendar.closeOf(date)).isEqualTo(LocalTime.of(16, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-11-29", "2024-12-24", "2024-07-03", "2025-07-03", "2023-11-24"})
    void exchangeClosesEarly(LocalDate date) {
        assertThat(SessionCalendar.closeOf(date)).isEqualTo(LocalTime.of(13, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "2024-09-20T13:29:00Z,pre", "2024-09-20T13:30:00Z,regular", "2024-09-20T19:59:00Z,regular",
        "2024-09-20T20:00:00Z,post", "2024-12-30T14:29:00Z,pre", "2024-12-30T14:30:00Z,regular",
        "2024-12-24T17:59:00Z,regular", "2024-12-24T18:00:00Z,post", "2024-12-25T15:00:00Z,post"
    })
    void minuteBelongsToASession(Instant minute, String session) {
        assertThat(SessionCalendar.sessionOf(minute)).isEqualTo(session);
    }

    @Test
    void sessionDateIsThatOfNewYork() {
        assertThat(SessionCalendar.dateOf(Instant.parse("2024-09-21T00:30:00Z")))
                .isEqualTo("2024-09-20");
    }
}
