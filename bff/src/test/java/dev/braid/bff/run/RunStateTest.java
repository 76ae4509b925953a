package dev.braid.bff.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.braid.bff.fanout.SectionError;
import dev.braid.bff.fanout.UnreadableReply;
import dev.braid.bff.upstream.UpstreamReply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;

class RunStateTest {

    private static final Instant NOW = Instant.parse("2026-01-20T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "QUEUED,2026-01-01T00:00:00Z,0,PT1M",
        "RUNNING,2026-01-01T00:00:00Z,0,PT1M",
        "DONE,2026-01-20T00:00:00Z,0,PT5M",
        "DONE,2026-01-19T23:59:59Z,2000,PT5M",
        "DONE,2026-01-19T23:59:59Z,900,PT1H",
        "ERROR,2026-01-01T00:00:00.250Z,1,PT1H",
        "CANCELLED,2026-01-20T01:00:00Z,1,PT5M",
        "DONE,soon,1,PT5M"
    })
    void livesAsLongAsItStays(String status, String created, long duration, Duration timeToLive) {
        RunState state = read(
                "{\"status\":\"" + status + "\",\"created_at\":\"" + created + "\",\"duration_ms\":" + duration + "}");

        assertThat(state.timeToLive(NOW)).isEqualTo(timeToLive);
    }

    @Test
    void countsARunThatDoesNotSayWhenAsFinishedToday() {
        assertThat(read("{\"status\":\"DONE\"}").timeToLive(NOW)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void hasNothingElseWhileItIsNotDone() {
        assertThat(read("{\"status\":\"ERROR\"}").nothingElse())
                .contains(new SectionError("RUN_NOT_DONE", "status: ERROR (expected: DONE)"));
        assertThat(read("{\"status\":\"DONE\"}").nothingElse()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"status\":1}", "[]", "{\"status\":\"DONE\""})
    void isRefusedWithoutAStatus(String body) {
        assertThatExceptionOfType(UnreadableReply.class).isThrownBy(() -> read(body));
    }

    private static RunState read(String body) {
        return RunState.of(
                new UpstreamReply(200, new HttpHeaders(), body.getBytes(StandardCharsets.UTF_8), Duration.ZERO));
    }
}
