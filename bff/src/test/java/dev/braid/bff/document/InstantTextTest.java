package dev.braid.bff.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstantTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00Z",
                "2024-02-29T23:59:59Z",
                "2024-12-31T20:59:00Z",
                "1999-03-01T00:00:00Z",
                "0000-03-01T00:00:00Z",
                "9999-12-31T23:59:59Z",
                "2024-09-20T13:30:00.250Z",
                "2024-09-20T13:30:00.250999Z",
                "2024-09-20T09:30:00-04:00",
                "2024-09-20T13:30Z"
            })
    void readsInstants(String text) {
        assertThat(parse(text)).isEqualTo(OffsetDateTime.parse(text).toInstant().toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2024-09-20",
                "2024-09-20T13:30:00",
                "2024-09-20 13:30:00Z",
                "2023-02-29T00:00:00Z",
                "2024-13-01T00:00:00Z",
                "2024-00-10T00:00:00Z",
                "2024-09-00T00:00:00Z",
                "2024-09-31T00:00:00Z",
                "2024-09-20T24:00:01Z",
                "2024-09-20T13:60:00Z",
                "2024-09-20T13:30:61Z",
                "20x4-09-20T13:30:00Z",
                "2024-09-20T13:3 :00Z",
                "+10000-01-01T00:00:00Z",
                "9999-12-31T23:59:59-01:00",
                "-0001-12-31T23:59:59Z"
            })
    void refusesWhatIsNone(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(text)).withMessageContaining("expected");
    }

    @Test
    void agreesWithTheCalendarOfThePlatform() {
        Random random = new Random(42);
        for (int attempt = 0; attempt < 20_000; attempt++) {
            long seconds = random.nextLong(-62_135_596_800L, 253_402_300_800L);
            Instant instant =
                    Instant.ofEpochSecond(seconds).plusMillis(random.nextBoolean() ? 0 : random.nextInt(1000));

            String text = write(instant.toEpochMilli());

            assertThat(text).isEqualTo(instant.toString());
            assertThat(parse(text)).isEqualTo(instant.toEpochMilli());
        }
    }

    private static long parse(String text) {
        char[] padded = ("xx" + text + "yy").toCharArray();
        return InstantText.parse(padded, 2, text.length());
    }

    private static String write(long epochMillis) {
        char[] text = new char[30];
        return new String(text, 3, InstantText.write(epochMillis, text, 3) - 3);
    }
}
