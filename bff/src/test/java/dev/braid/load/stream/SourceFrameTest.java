package dev.braid.load.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class SourceFrameTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 9, 10, 12_345, 9_999_999, 10_000_000})
    void isJsonOfOneLength(long row) {
        byte[] frame = SourceFrame.of(row, Instant.parse("2026-01-05T14:30:00Z"));

        JsonNode json = JsonMapper.shared().readTree(new String(frame, StandardCharsets.US_ASCII));

        assertThat(frame).hasSize(SourceFrame.BYTES);
        assertThat(json.get("i").asLong()).isEqualTo(row);
        assertThat(Instant.parse(json.get("ts").asString())).isEqualTo(Instant.parse("2026-01-05T14:30:00Z"));
        assertThat(json.get("orders")).hasSize(row % 10 == 0 ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 10, 11, 20, 21})
    void numbersOrdersByTheRowsBefore(long row) {
        long before = 0;
        for (long earlier = 0; earlier < row; earlier++) {
            before += earlier % 10 == 0 ? 1 : 0;
        }

        assertThat(SourceFrame.ordersBefore(row)).isEqualTo(before);
    }
}
