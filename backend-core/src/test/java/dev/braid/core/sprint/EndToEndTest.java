package dev.braid.core.sprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.sprint.EndToEnd.Period;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndToEndTest {

    @ParameterizedTest
    @CsvSource({"9.0, P9D", "0.5, PT12H", "10.25, PT246H", "0, P14D", "0.0, P14D", "-3, P14D", "3660, P3660D"})
    void aDayMayBeAPartAndNoLengthIsTwoWeeks(BigDecimal planDays, Duration length) {
        assertThat(EndToEnd.length(planDays)).isEqualTo(length);
    }

    @Test
    void eachEndsWhereTheNextOneBegins() {
        Instant end = Instant.parse("2026-03-01T00:00:00Z");

        List<Period> periods =
                EndToEnd.until(end, List.of(Duration.ofDays(2), Duration.ofDays(14), Duration.ofHours(12)));

        assertThat(periods)
                .containsExactly(
                        new Period(Instant.parse("2026-02-12T12:00:00Z"), Instant.parse("2026-02-14T12:00:00Z")),
                        new Period(Instant.parse("2026-02-14T12:00:00Z"), Instant.parse("2026-02-28T12:00:00Z")),
                        new Period(Instant.parse("2026-02-28T12:00:00Z"), end));
    }
}
