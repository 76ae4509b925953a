package dev.braid.core.sprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SprintDatesTest {

    private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "FUTURE,,,,",
        "FUTURE,,2026-01-19T00:00:00Z,,",
        "FUTURE,2026-01-05T00:00:00Z,2026-01-05T00:00:00Z,,",
        "FUTURE,2026-01-05T00:00:00Z,2026-01-04T00:00:00Z,,end_date",
        "FUTURE,,,2026-01-04T00:00:00Z,complete_date",
        "ACTIVE,,2026-01-19T00:00:00Z,,start_date",
        "ACTIVE,2026-01-05T00:00:00Z,,,end_date",
        "ACTIVE,2026-01-05T00:00:00Z,2026-01-19T00:00:00Z,,",
        "ACTIVE,2026-01-05T00:00:00Z,2026-01-19T00:00:00Z,2026-01-19T00:00:00Z,complete_date",
        "CLOSED,2026-01-05T00:00:00Z,2026-01-19T00:00:00Z,,complete_date",
        "CLOSED,2026-01-05T00:00:00Z,2026-01-19T00:00:00Z,2026-01-04T00:00:00Z,complete_date",
        "CLOSED,2026-01-05T00:00:00Z,2026-01-19T00:00:00Z,2026-01-05T00:00:00Z,",
        "CLOSED,2026-01-05T00:00:00Z,2026-01-19T00:00:00Z,2026-02-01T00:00:00Z,",
        "CLOSED,2026-01-05T00:00:00Z,2026-01-19T00:00:00Z,2026-02-01T00:00:00.001Z,complete_date"
    })
    void theStateSaysWhichDatesThereAre(
            SprintState state,
            @Nullable Instant start,
            @Nullable Instant end,
            @Nullable Instant completed,
            @Nullable String wrong) {
        assertThat(new SprintDates(state, start, end, completed)
                        .problem(NOW)
                        .map(SprintDates.Problem::field)
                        .orElse(null))
                .isEqualTo(wrong);
    }
}
