package dev.braid.bff.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.braid.bff.RawBackend;
import dev.braid.bff.RunningBff;
import dev.braid.contracts.conformance.RecordingHttpClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ChartDataIT {

    private static final RawBackend BACKEND = RawBackend.start();
    private static final RunningBff BFF = RunningBff.before(URI.create(BACKEND.url()), "braid.document.deadline=2s");
    private static final JsonMapper JSON = new JsonMapper();
    private static final String[] PUBLIC = {"Content-Type: application/json", "Cache-Control: public, max-age=60"};

    /** 2024-09-20 13:30Z, the first minute of a session. */
    private static final long OPEN = 1_726_839_000;

    private final HttpClient client = RecordingHttpClient.http1();

    /** A symbol of its own for each test, so that none finds what another left in the cache. */
    private final String symbol =
            "Z" + UUID.randomUUID().toString().replace("-", "").substring(0, 12).toUpperCase();

    @AfterAll
    static void stop() {
        BFF.close();
        BACKEND.close();
    }

    @BeforeEach
    void threeSessions() {
        BACKEND.reset();
        BACKEND.reply("/bars/minute", 200, bars(3, 390), PUBLIC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1M", "1M_DECIMATED"})
    void joinsMinutesToWhatIsAskedFor(String timeframe) throws Exception {
        HttpResponse<String> reply = get(timeframe, "&target_points=600");

        JsonNode document = JSON.readTree(reply.body());
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(header(reply, "Braid-Mode")).isEqualTo("aggregated");
        assertThat(header(reply, "Cache-Control")).isEqualTo("public, max-age=60");
        assertThat(header(reply, "Cache-Status")).isEqualTo("braid; fwd=miss; fwd-status=200; stored; detail=bars");
        assertThat(document.propertyNames()).containsExactly("symbol", "timeframe", "bars", "metadata");
        assertThat(document.get("timeframe").stringValue()).isEqualTo(timeframe);
        assertThat(document.get("bars")).hasSize(585);
        assertThat(document.get("bars").get(0).toString())
                .isEqualTo("{\"timestamp\":\"2024-09-20T13:30:00Z\",\"open\":100.0,\"high\":102.25,\"low\":98.75,"
                        + "\"close\":101.5,\"volume\":21}");
        assertThat(document.get("metadata").toString())
                .startsWith("{\"total_bars\":1170,\"returned_bars\":585,\"decimated\":true,\"stride\":2,"
                        + "\"algorithm\":\"ohlcv-bucket\",\"complete\":true,");
        assertThat(document.at("/metadata/sections/bars/status").stringValue()).isEqualTo("ok");
        assertThat(BACKEND.requests("/bars/minute"))
                .singleElement()
                .asString()
                .startsWith(
                        "GET /bars/minute?symbol=" + symbol + "&from=2024-09-20&to=2024-09-30&rth_only=true HTTP/1.1");
    }

    @Test
    void leavesBarsThatFitAlone() throws Exception {
        JsonNode metadata = JSON.readTree(get("1M", "").body()).get("metadata");

        assertThat(metadata.toString())
                .startsWith("{\"total_bars\":1170,\"returned_bars\":1170,\"decimated\":false,\"stride\":1,"
                        + "\"algorithm\":\"none\"");
    }

    @Test
    void sendsColumnsToWhomAsksForThem() throws Exception {
        HttpResponse<String> reply = get("1M", "&format=columns&target_points=600");
        HttpResponse<String> rows = get("1M", "&target_points=600");

        JsonNode bars = JSON.readTree(reply.body()).get("bars");
        assertThat(bars.propertyNames()).containsExactly("t", "o", "h", "l", "c", "v");
        assertThat(bars.get("t").get(0).longValue()).isEqualTo(OPEN * 1000);
        assertThat(bars.get("v")).hasSize(585);
        assertThat(header(reply, "ETag")).isNotEqualTo(header(rows, "ETag"));
    }

    @ParameterizedTest
    @CsvSource({"1D,/bars/daily", "1H,/bars/hour"})
    void asksTheEndpointOfTheTimeframe(String timeframe, String endpoint) throws Exception {
        BACKEND.reply(endpoint, 200, bars(150, 1), PUBLIC);

        JsonNode document = JSON.readTree(get(timeframe, "&target_points=100").body());

        assertThat(document.get("bars")).hasSize(100);
        assertThat(document.at("/metadata/total_bars").intValue()).isEqualTo(150);
        assertThat(document.at("/metadata/stride").intValue()).isEqualTo(2);
    }

    @Test
    void answersAnEmptyRangeWithAnEmptyChart() throws Exception {
        BACKEND.reply("/bars/minute", 200, "{\"symbol\":\"A\",\"bars\":[]}", PUBLIC);

        HttpResponse<String> reply = get("1M", "");

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).contains("\"bars\":[]", "\"total_bars\":0", "\"algorithm\":\"none\"");
    }

    @Test
    void sharesWhatTheBackendDeclaredPublic() throws Exception {
        get("1M", "");

        HttpResponse<String> reply = send(request("1M", "").header("Authorization", "Bearer t"));

        assertThat(BACKEND.requests("/bars/minute")).hasSize(1);
        assertThat(header(reply, "Cache-Control")).isEqualTo("private, max-age=60");
        assertThat(header(reply, "Cache-Status")).matches("braid; hit; ttl=[0-9]+; detail=bars");
        assertThat(reply.body()).contains("\"cache_hit\":true");
    }

    @Test
    void keepsToTheCallerWhatTheBackendDidNotDeclarePublic() throws Exception {
        BACKEND.reply("/bars/minute", 200, bars(1, 10), "Content-Type: application/json", "Cache-Control: max-age=60");
        get("1M", "");

        send(request("1M", "").header("Authorization", "Bearer t"));

        assertThat(BACKEND.requests("/bars/minute")).hasSize(2);
    }

    @Test
    void storesNothingThatMayNotBeStored() throws Exception {
        BACKEND.reply("/bars/minute", 200, bars(1, 10), "Content-Type: application/json", "Cache-Control: no-store");
        HttpResponse<String> reply = get("1M", "");

        get("1M", "");

        assertThat(header(reply, "Cache-Control")).isEqualTo("no-store");
        assertThat(header(reply, "Cache-Status")).isEqualTo("braid; fwd=miss; fwd-status=200; detail=bars");
        assertThat(BACKEND.requests("/bars/minute")).hasSize(2);
    }

    @Test
    void answersAgainWithTheBackendStopped() throws Exception {
        RawBackend stopped = BACKEND;
        get("1M", "");
        stopped.reset();

        HttpResponse<String> reply = get("1M", "&format=rows&rth_only=true");

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).contains("\"cache_hit\":true", "\"total_bars\":1170");
        assertThat(BACKEND.requests("/bars/minute")).isEmpty();
    }

    @Test
    void passesAnUnknownSymbolOn() throws Exception {
        String refusal =
                "{\"error\":{\"code\":\"DATASET_NOT_FOUND\",\"message\":\"symbol: A\",\"details\":null,\"correlation_id\":\"abcd-1234\"}}";
        BACKEND.reply("/bars/minute", 404, refusal, "Content-Type: application/json", "Cache-Control: no-store");

        HttpResponse<String> reply = get("1M", "");

        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(reply.body()).isEqualTo(refusal);
    }

    @Test
    void answers502WhenTheBarsDieInMidBody() throws Exception {
        BACKEND.dieInMidBody("/bars/minute", bars(3, 390));

        HttpResponse<String> reply = get("1M", "");

        assertThat(reply.statusCode()).isEqualTo(502);
        assertThat(reply.body()).contains("\"code\":\"UPSTREAM_UNAVAILABLE\"");
        assertThat(header(reply, "Proxy-Status")).contains("details=\"bars: UPSTREAM_UNAVAILABLE\"");
    }

    @ParameterizedTest
    @CsvSource({"0.5", "9223372036854775807"})
    void answers502WhenVolumesCannotBeSummed(String volume) throws Exception {
        BACKEND.reply("/bars/minute", 200, bars(1, 300).replace("\"v\":10", "\"v\":" + volume), PUBLIC);

        assertThat(get("1M", "&target_points=100").statusCode()).isEqualTo(502);
    }

    @Test
    void answers504ByTheClientsDeadline() throws Exception {
        BACKEND.hang("/bars/minute");

        HttpResponse<String> reply = send(request("1M", "").header("Braid-Timeout", "200"));

        assertThat(reply.statusCode()).isEqualTo(504);
        assertThat(header(reply, "Proxy-Status")).startsWith("braid; error=http_response_timeout");
        await().untilAsserted(() -> assertThat(BACKEND.abandoned()).contains("/bars/minute"));
    }

    @Test
    void namesEveryBadParameterAtOnce() throws Exception {
        HttpResponse<String> reply = get("2M", "&target_points=1&colour=red");

        assertThat(reply.statusCode()).isEqualTo(422);
        assertThat(header(reply, "Braid-Mode")).isEqualTo("aggregated");
        assertThat(JSON.readTree(reply.body()).at("/error/details").propertyNames())
                .containsExactly("colour", "target_points", "timeframe");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE"})
    void refusesOtherMethods(String method) throws Exception {
        HttpResponse<String> reply = send(request("1M", "").method(method, HttpRequest.BodyPublishers.ofString("{}")));

        assertThat(reply.statusCode()).isEqualTo(405);
        assertThat(header(reply, "Allow")).isEqualTo("GET, HEAD");
    }

    private HttpResponse<String> get(String timeframe, String more) throws IOException, InterruptedException {
        return send(request(timeframe, more));
    }

    private HttpRequest.Builder request(String timeframe, String more) {
        return HttpRequest.newBuilder(BFF.url("/api/v1/chart-data?symbol=" + symbol + "&timeframe=" + timeframe
                        + "&from_date=2024-09-20&to_date=2024-09-30" + more))
                .timeout(Duration.ofSeconds(10));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String header(HttpResponse<?> reply, String name) {
        return reply.headers().firstValue(name).orElse("(no " + name + ")");
    }

    private static String bars(int sessions, int rows) {
        return IntStream.range(0, sessions * rows)
                .mapToObj(row -> bar(row / rows, row % rows))
                .collect(Collectors.joining(",", "{\"symbol\":\"A\",\"bars\":[", "]}"));
    }

    private static String bar(int session, int row) {
        return "{\"t\":\"" + Instant.ofEpochSecond(OPEN + 86_400L * session + 60L * row) + "\",\"o\":" + (100 + row)
                + ",\"h\":" + (101.25 + row) + ",\"l\":" + (98.75 + row) + ",\"c\":" + (100.5 + row) + ",\"v\":"
                + (10 + row) + ",\"n\":3}";
    }
}
