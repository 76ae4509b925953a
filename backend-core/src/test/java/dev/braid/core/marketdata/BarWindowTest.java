package dev.braid.core.marketdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.braid.core.web.ApiException;
import dev.braid.core.web.QueryParameters;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class BarWindowTest {

    @Test
    void datesAreWholeNewYorkDays() {
        BarWindow window = read("2024-11-01", "2024-11-03");

        assertThat(window.from()).isEqualTo("2024-11-01T04:00:00Z");
        assertThat(window.to()).isEqualTo("2024-11-04T05:00:00Z");
        assertThat(window.firstDay()).isEqualTo("2024-11-01");
        assertThat(window.endDay()).isEqualTo("2024-11-04");
    }

    @Test
    void instantsAreHalfOpen() {
        BarWindow window = read("2024-09-20T13:30:00Z", "2024-09-20T14:00:00+00:00");

        assertThat(window.from()).isEqualTo("2024-09-20T13:30:00Z");
        assertThat(window.to()).isEqualTo("2024-09-20T14:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "2024-09-20T00:00:00Z,2024-09-23T00:00:00Z,2024-09-20,2024-09-23",
        "2024-09-20T00:00:01Z,2024-09-23T00:00:01Z,2024-09-21,2024-09-24"
    })
    void sessionCountsByItsMidnightWhenInstantsAreGiven(String from, String to, LocalDate first, LocalDate end) {
        BarWindow window = read(from, to);

        assertThat(window.firstDay()).isEqualTo(first);
        assertThat(window.endDay()).isEqualTo(end);
    }

    @ParameterizedTest
    @CsvSource({
        "2024-09-20,2024-09-20T13:30:00Z,to", "2024-09-20T13:30:00Z,2024-09-20,to", "2024-09-21,2024-09-20,to",
        "2024-09-20T13:30:00Z,2024-09-20T13:29:00Z,to", "2024-02-30,2024-03-01,from", "20240901,2024-09-20,from",
        "2024-09-20,today,to", "0999-01-01,2024-01-01,from", "2024-09-20T13:30,2024-09-20T14:30:00Z,from",
        "'',2024-09-20,from"
    })
    void wrongRangeIsNamed(String from, String to, String wrong) {
        ApiException refused = catchThrowableOfType(ApiException.class, () -> read(from, to));

        assertThat(refused.details()).containsOnlyKeys(wrong);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9999-12-31", "1000-01-01", "2024-02-29"})
    void everyDateOfTheCalendarIsTaken(String date) {
        assertThat(read(date, date).firstDay()).isEqualTo(date);
    }

    @Test
    void absentEndsAreOpenUnlessRequired() {
        QueryParameters none = QueryParameters.of(new MockHttpServletRequest());
        BarWindow window = BarWindow.read(none, false);
        none.verify();
        QueryParameters missing = QueryParameters.of(new MockHttpServletRequest());
        BarWindow.read(missing, true);

        assertThat(window.from()).isBefore(Instant.parse("1800-01-01T00:00:00Z"));
        assertThat(window.to()).isAfter(Instant.parse("9999-12-31T00:00:00Z"));
        assertThat(catchThrowableOfType(ApiException.class, missing::verify).details())
                .isEqualTo(Map.of("from", "missing", "to", "missing"));
    }

    @Test
    void reachesTodayUntilTheSessionBeforeIsItsLast() {
        LocalDate today = LocalDate.of(2024, 9, 20);

        assertThat(read("2024-09-01", "2024-09-20").reaches(today)).isTrue();
        assertThat(read("2024-09-01", "2024-09-19").reaches(today)).isFalse();
    }

    private static BarWindow read(String from, String to) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addParameter("from", from);
        request.addParameter("to", to);
        QueryParameters query = QueryParameters.of(request);
        BarWindow window = BarWindow.read(query, true);
        query.verify();
        return window;
    }
}
