package dev.braid.bff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.contracts.conformance.Example;
import dev.braid.contracts.conformance.RecordingHttpClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** bff before the backend of the examples: what it combines is made of them, what it passes through is them. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "management.server.port=0",
            "braid.bind=127.0.0.1",
            "braid.auth=off",
            "braid.data.dir=target/examples-it",
            // What is tested is not the time.
            "braid.document.deadline=20s"
        })
class ExamplesIT {

    private static final ExampleStubs BACKEND = ExampleStubs.start();
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String RUN = "e0000000000000000000000000000a1e";
    private static final String CANCELLED_RUN = "e0000000000000000000000000000a1f";
    private static final String RANGE = "&from_date=2025-03-07&to_date=2025-03-10";

    private final HttpClient client = RecordingHttpClient.http1();

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void backend(DynamicPropertyRegistry properties) {
        properties.add("braid.backend.url", BACKEND::url);
    }

    @AfterAll
    static void stopBackend() {
        BACKEND.close();
    }

    static Stream<Example> examples() {
        return Example.all();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void passesEveryExampleThrough(Example example) throws Exception {
        HttpResponse<String> reply = send(request(example.target())
                .method(
                        example.method(),
                        example.requestBody() == null
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(example.requestBody()))
                .header("Content-Type", "application/json"));

        assertThat(reply.statusCode()).isEqualTo(example.status());
        assertThat(body(reply)).isEqualTo(example.body());
        assertThat(example.headers())
                .allSatisfy((name, value) ->
                        assertThat(reply.headers().firstValue(name)).as(name).contains(value));
    }

    @ParameterizedTest
    @CsvSource({"1D, bars-daily", "1H, bars-hour", "1M, bars-minute"})
    void makesAChartOfTheExampleBars(String timeframe, String example) throws Exception {
        HttpResponse<String> reply = get("/api/v1/chart-data?symbol=EXAMPLE-A&timeframe=" + timeframe + RANGE);

        JsonNode rows = example(example).body().path("bars");
        JsonNode bars = body(reply).path("bars");
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(bars).hasSameSizeAs(rows);
        for (int i = 0; i < rows.size(); i++) {
            JsonNode row = rows.get(i);
            JsonNode bar = bars.get(i);
            assertThat(bar.path("timestamp")).isEqualTo(row.path("t"));
            assertThat(bar.path("open").doubleValue()).isEqualTo(row.path("o").doubleValue());
            assertThat(bar.path("high").doubleValue()).isEqualTo(row.path("h").doubleValue());
            assertThat(bar.path("low").doubleValue()).isEqualTo(row.path("l").doubleValue());
            assertThat(bar.path("close").doubleValue()).isEqualTo(row.path("c").doubleValue());
            assertThat(bar.path("volume").longValue()).isEqualTo(row.path("v").longValue());
        }
    }

    @Test
    void makesColumnsOfTheExampleBars() throws Exception {
        JsonNode columns = body(get("/api/v1/chart-data?symbol=EXAMPLE-A&timeframe=1M&format=columns" + RANGE))
                .path("bars");

        JsonNode rows = example("bars-minute").body().path("bars");
        assertThat(columns.path("v").valueStream().map(JsonNode::longValue))
                .containsExactlyElementsOf(
                        rows.valueStream().map(row -> row.path("v").longValue()).toList());
    }

    @Test
    void answersForAnUnknownSymbolAsTheBackendDoes() throws Exception {
        HttpResponse<String> reply = get("/api/v1/chart-data?symbol=EXAMPLE-NONE&timeframe=1M" + RANGE);

        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(body(reply)).isEqualTo(example("bars-unknown-symbol").body());
    }

    @Test
    void putsTheExampleRunTogether() throws Exception {
        HttpResponse<String> reply = get("/api/v1/runs/" + RUN + "/complete?include_fills=true");

        JsonNode document = body(reply);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(reply.headers().firstValue("Braid-Complete")).contains("true");
        assertThat(document.path("run")).isEqualTo(example("backtest").body());
        assertThat(document.path("metrics")).isEqualTo(example("metrics").body().path("metrics"));
        assertThat(document.path("equity")).isEqualTo(example("equity").body().path("points"));
        assertThat(document.path("orders")).isEqualTo(example("orders").body().path("items"));
        assertThat(document.path("fills")).isEqualTo(example("fills").body().path("items"));
    }

    @Test
    void showsOnlyTheRunWhenItIsNotDone() throws Exception {
        JsonNode document = body(get("/api/v1/runs/" + CANCELLED_RUN + "/complete"));

        assertThat(document.path("run")).isEqualTo(example("backtest-cancelled").body());
        assertThat(document.path("orders").isNull()).isTrue();
        assertThat(document.at("/metadata/complete").booleanValue()).isTrue();
        assertThat(document.at("/metadata/sections/orders/status").stringValue())
                .isEqualTo("skipped");
    }

    @Test
    void answersForAnUnknownRunAsTheBackendDoes() throws Exception {
        HttpResponse<String> reply = get("/api/v1/runs/none/complete");

        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(body(reply)).isEqualTo(example("backtest-unknown").body());
    }

    @Test
    void putsTheExampleDashboardTogether() throws Exception {
        HttpResponse<String> reply = get("/api/v1/dashboard/complete?tz=Europe/Berlin");

        JsonNode document = body(reply);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(reply.headers().firstValue("Braid-Complete")).contains("true");
        assertThat(reply.headers().firstValue("Cache-Control")).contains("private, no-cache");
        assertThat(document.path("statistics"))
                .isEqualTo(example("dashboard-statistics").body().path("statistics"));
        assertThat(document.path("activity"))
                .isEqualTo(example("dashboard-activity").body());
        assertThat(document.path("breakdown"))
                .isEqualTo(example("dashboard-breakdown").body());
        assertThat(document.path("shared"))
                .isEqualTo(example("dashboard-shared").body());
        assertThat(document.path("recent_runs"))
                .isEqualTo(example("backtests-newest").body().path("items"));
    }

    private static Example example(String name) {
        return Example.all()
                .filter(example -> example.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode body(HttpResponse<String> reply) {
        return reply.body().isEmpty() ? JSON.missingNode() : JSON.readTree(reply.body());
    }

    private HttpResponse<String> get(String target) throws IOException, InterruptedException {
        return send(request(target));
    }

    private HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
