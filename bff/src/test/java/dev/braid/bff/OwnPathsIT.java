package dev.braid.bff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.wire.ScriptedBackend;
import dev.braid.bff.wire.Wire;
import dev.braid.contracts.conformance.RecordingHttpClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What bff serves itself, and what each of its replies says. */
class OwnPathsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient DOCUMENTED = RecordingHttpClient.http1();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static ScriptedBackend backend;
    private static RunningBff bff;

    @BeforeAll
    static void start() throws IOException {
        backend = ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"status\":\"ok\"}");
        bff = RunningBff.before(backend.url());
    }

    @AfterAll
    static void stop() throws IOException {
        bff.close();
        backend.close();
    }

    @Test
    void saysHowItIsAndWhatItDependsOn() throws Exception {
        JsonNode health = JSON.readTree(get(DOCUMENTED, "/health").body());

        assertThat(health.get("service").asString()).isEqualTo("bff");
        assertThat(health.get("status").asString()).isEqualTo("UP");
        assertThat(health.get("version").asString()).isNotEmpty();
        assertThat(health.at("/dependencies/backend/status").asString()).isEqualTo("UP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/backtests", "/api/v1/flags", "/api/v1/chart-data", "/health", "/"})
    void servesNothingButManagementOnTheManagementPort(String path) throws Exception {
        URI url = URI.create("http://127.0.0.1:" + bff.managementPort() + path);
        HttpRequest request = HttpRequest.newBuilder(url).timeout(PATIENCE).build();

        HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Via")).isEmpty();
    }

    @Test
    void servesItsDescription() throws Exception {
        HttpResponse<String> answer = get(DOCUMENTED, "/v3/api-docs");

        assertThat(answer.headers().firstValue("Content-Type")).contains("application/yaml");
        assertThat(answer.body()).contains("openapi: 3.1", "/api/v1/chart-data");
    }

    @Test
    void showsItsDescription() throws Exception {
        assertThat(get(DOCUMENTED, "/swagger-ui/").body()).contains("Swagger UI");
        assertThat(get(CLIENT, "/swagger-ui/swagger-initializer.js").body()).contains("/v3/api-docs");
        assertThat(get(CLIENT, "/swagger-ui/swagger-ui.css").headers().firstValue("Content-Type"))
                .contains("text/css");
        assertThat(get(CLIENT, "/").headers().firstValue("Location")).contains("/swagger-ui/");
        assertThat(get(CLIENT, "/swagger-ui").headers().firstValue("Location")).contains("/swagger-ui/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ops/nothing",
                "/assets/none.js",
                "/ofrep/v1/x",
                "/v3/none",
                "/swagger-ui/none.js",
                "/swagger-ui/..%2f..%2fapplication.yml",
                "/api/v1/cache/x",
                "/api/v1/streams/one/viewers"
            })
    void doesNotAskTheBackendForItsOwnPaths(String path) throws Exception {
        HttpResponse<String> answer = get(CLIENT, path);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(JSON.readTree(answer.body()).at("/error/code").asString()).isEqualTo("NOT_FOUND");
    }

    @ParameterizedTest
    @CsvSource({"POST,/health", "DELETE,/v3/api-docs", "PUT,/", "PATCH,/swagger-ui/", "PURGE,/health"})
    void saysWhichMethodsAnEndpointTakes(String method, String path) throws Exception {
        HttpResponse<String> answer = CLIENT.send(
                HttpRequest.newBuilder(bff.url(path))
                        .timeout(PATIENCE)
                        .method(method, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
        assertThat(JSON.readTree(answer.body()).at("/error/code").asString()).isEqualTo("METHOD_NOT_ALLOWED");
    }

    @Test
    void answersHeadAsGetWithoutTheBody() throws Exception {
        HttpResponse<String> answer = CLIENT.send(
                HttpRequest.newBuilder(bff.url("/v3/api-docs"))
                        .timeout(PATIENCE)
                        .method("HEAD", BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValueAsLong("Content-Length").orElseThrow())
                .isPositive();
    }

    @Test
    void saysTheSameCorrelationIdInHeaderAndError() throws Exception {
        HttpResponse<String> answer = get(CLIENT, "/ops/nothing", "X-Correlation-ID", "abc-DEF-123");

        assertThat(answer.headers().firstValue("X-Correlation-ID")).contains("abc-DEF-123");
        assertThat(JSON.readTree(answer.body()).at("/error/correlation_id").asString())
                .isEqualTo("abc-DEF-123");
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "with space in it", "semi;colon-1234"})
    void replacesACorrelationIdThatIsNotWellFormed(String sent) throws Exception {
        assertThat(get(CLIENT, "/health", "X-Correlation-ID", sent).headers().firstValue("X-Correlation-ID"))
                .hasValueSatisfying(
                        id -> assertThat(id).matches("[A-Za-z0-9-]{8,64}").isNotEqualTo(sent));
    }

    @Test
    void continuesTheTrace() throws Exception {
        String trace = "0af7651916cd43dd8448eb211c80319c";

        assertThat(get(CLIENT, "/health", "traceparent", "00-" + trace + "-b7ad6b7169203331-01")
                        .headers()
                        .firstValue("traceparent"))
                .hasValueSatisfying(parent -> assertThat(parent).matches("00-" + trace + "-[0-9a-f]{16}-01"));
    }

    @Test
    void tellsBrowsersToBeCarefulWithWhatItMakesItself() throws Exception {
        HttpResponse<String> answer = get(CLIENT, "/health");

        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("X-Frame-Options")).contains("DENY");
        assertThat(answer.headers().firstValue("Date")).isPresent();
    }

    /** Reactor Netty 1.3.6 stopped reading a connection on which a reply had ended outside its event loop. */
    @Test
    void keepsAConnectionInUseWhicheverThreadMadeItsReplies() throws Exception {
        try (Wire client = Wire.to(bff.port())) {
            for (int i = 0; i < 300; i++) {
                String path =
                        List.of("/swagger-ui/swagger-ui.css", "/", "/health").get(i % 3);
                String head = client.send("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n")
                        .readHead();

                assertThat(head).containsPattern("^HTTP/1.1 (200|303) ");
                Matcher length = Pattern.compile("(?i)content-length: (\\d+)").matcher(head);
                assertThat(length.find()).isTrue();
                client.read(Integer.parseInt(length.group(1)));
            }
        }
    }

    @Test
    void canBeWatched() throws Exception {
        get(CLIENT, "/health");
        get(CLIENT, "/passed/through");

        assertThat(managed(bff, "/actuator/health/liveness").statusCode()).isEqualTo(200);
        assertThat(managed(bff, "/actuator/prometheus").body())
                .contains("braid_upstream_call_seconds_count{endpoint=\"healthz\"")
                .contains("braid_upstream_in_flight", "braid_upstream_breaker{endpoint=\"healthz\"}")
                .contains("braid_proxy_request_seconds_count", "reactor_netty_connection_provider");
    }

    private static HttpResponse<String> get(HttpClient client, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(bff.url(path)).timeout(PATIENCE);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> managed(RunningBff bff, String path) throws Exception {
        URI url = URI.create("http://127.0.0.1:" + bff.managementPort() + path);
        return CLIENT.send(HttpRequest.newBuilder(url).timeout(PATIENCE).build(), BodyHandlers.ofString());
    }
}
