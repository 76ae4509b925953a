package dev.braid.bff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.bff.upstream.Deadline;
import dev.braid.bff.upstream.Upstream;
import dev.braid.bff.upstream.UpstreamException;
import dev.braid.bff.upstream.UpstreamRequest;
import dev.braid.bff.wire.Wire;
import dev.braid.contracts.conformance.RecordingHttpClient;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

/** Nobody listens where the backend should be. */
class WithoutBackendIT {

    private static final RecordingHttpClient CLIENT = RecordingHttpClient.http1();

    private static RunningBff bff;

    @BeforeAll
    static void start() throws IOException {
        bff = RunningBff.before(closedPort());
    }

    @AfterAll
    static void stop() {
        bff.close();
    }

    @Test
    void isHealthyAndSaysWhatIsMissing() throws Exception {
        HttpResponse<String> answer = CLIENT.get(bff.url("/health"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"status\":\"DEGRADED\"", "\"backend\":{\"status\":\"DOWN\"}");
    }

    @Test
    void staysReady() throws Exception {
        URI readiness = URI.create("http://127.0.0.1:" + bff.managementPort() + "/actuator/health/readiness");

        assertThat(CLIENT.get(readiness).statusCode()).isEqualTo(200);
    }

    @Test
    void answers502ToWhatItWouldPassThrough() throws Exception {
        assertThat(Wire.exchange(bff.port(), "GET /thing HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 502 ")
                .contains("{\"error\":{\"code\":\"UPSTREAM_UNAVAILABLE\"", "X-Correlation-ID: ", "nosniff");
    }

    @Test
    void isBusyForWhomItCannotVerify() throws Exception {
        HttpResponse<String> answer = CLIENT.get(
                bff.url("/api/v1/flags/chart-aggregation/history"),
                "Authorization",
                "Bearer " + new TestIssuer().token("alice", "flag:write"));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("\"code\":\"BUSY\"");
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    }

    @Test
    void bringsNoReplyToWhoAggregates() {
        UpstreamRequest request = new UpstreamRequest(
                "thing", HttpMethod.GET, "/thing", new HttpHeaders(), Deadline.in(Duration.ofSeconds(10)));

        assertThatThrownBy(() -> bff.bean(Upstream.class).call(request).block())
                .isInstanceOfSatisfying(
                        UpstreamException.class,
                        lost -> assertThat(lost.failure()).isEqualTo(UpstreamException.Failure.UNAVAILABLE));
    }

    private static URI closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }
}
