package dev.braid.bff.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.braid.bff.RawBackend;
import dev.braid.bff.RunningBff;
import dev.braid.bff.TestIssuer;
import dev.braid.contracts.conformance.RecordingHttpClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RunCompleteIT {

    private static final RawBackend BACKEND = RawBackend.start();
    private static final TestIssuer ISSUER = new TestIssuer();
    private static final RunningBff BFF = RunningBff.before(URI.create(BACKEND.url()), "braid.document.deadline=2s");
    private static final JsonMapper JSON = new JsonMapper();
    private static final String[] PRIVATE = {
        "Content-Type: application/json", "Cache-Control: private, max-age=86400, immutable"
    };
    private static final String NOT_FOUND =
            "{\"error\":  {\"code\":\"RUN_NOT_FOUND\",\"message\":\"run x\",\"details\":null,\"correlation_id\":\"abcd-1234\"}}\n";
    private static final String METRICS =
            "{\"total_return\":0.0125,\"cagr\":null,\"max_drawdown\":0.004,\"sharpe\":1.75,"
                    + "\"sortino\":2.5,\"hit_rate\":0.5,\"avg_win\":12.5,\"avg_loss\":6.25,\"turnover\":0.05,"
                    + "\"slippage_share\":0.0,\"fees_paid\":0.0}";
    private static final String ORDER =
            "{\"order_id\":\"o1\",\"ts\":\"2025-03-07T14:31:00Z\",\"side\":\"BUY\",\"qty\":1.0,"
                    + "\"price\":100.75,\"type\":\"MKT\",\"time_in_force\":\"IOC\"}";

    private static final String REFUSAL =
            "{\"error\":{\"code\":\"UNAUTHENTICATED\",\"message\":\"m\",\"details\":null,\"correlation_id\":\"abcd-1234\"}}";

    private final HttpClient client = RecordingHttpClient.http1();
    private final String id = UUID.randomUUID().toString().replace("-", "");

    @AfterAll
    static void stop() {
        BFF.close();
        BACKEND.close();
    }

    @BeforeEach
    void aFinishedRun() {
        BACKEND.reset();
        BACKEND.reply(TestIssuer.PATH, 200, ISSUER.published(), "Content-Type: application/json");
        BACKEND.reply(run(), 200, runJson("DONE"), PRIVATE);
        BACKEND.reply(
                run() + "/metrics",
                200,
                "{\"run_id\":\"x\",\"metrics\":" + METRICS + ",\"computed_at\":null}",
                PRIVATE);
        BACKEND.reply(
                run() + "/equity", 200, "{\"run_id\":\"x\", \"points\" : " + equity(5000) + ",\"meta\":{}}", PRIVATE);
        BACKEND.reply(run() + "/orders", 200, "{\"items\":[" + ORDER + "],\"total\":1}", PRIVATE);
        BACKEND.reply(run() + "/fills", 200, "{\"items\":[],\"total\":0}", PRIVATE);
    }

    @Test
    void bringsARunWhole() throws Exception {
        HttpResponse<String> reply = get("?equity_points=100&include_fills=true");

        JsonNode document = JSON.readTree(reply.body());
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(header(reply, "Content-Type")).isEqualTo("application/json");
        assertThat(header(reply, "Braid-Mode")).isEqualTo("aggregated");
        assertThat(header(reply, "Braid-Complete")).isEqualTo("true");
        assertThat(header(reply, "ETag")).startsWith("W/\"");
        assertThat(header(reply, "Cache-Control")).isEqualTo("private, max-age=86400");
        assertThat(header(reply, "Vary")).isEqualTo("Accept-Encoding");
        assertThat(reply.headers().allValues("Cache-Status"))
                .hasSize(5)
                .first()
                .isEqualTo("braid; fwd=miss; fwd-status=200; stored; detail=run");
        assertThat(header(reply, "Server-Timing")).contains("metrics;dur=").contains("total;dur=");
        assertThat(reply.body())
                .startsWith("{\"run\":" + runJson("DONE") + ",\"metrics\":" + METRICS + ",\"equity\":[{");
        assertThat(document.propertyNames()).containsExactly("run", "metrics", "equity", "orders", "fills", "metadata");
        assertThat(document.at("/metadata/complete").booleanValue()).isTrue();
        assertThat(document.at("/metadata/cache_hit").booleanValue()).isFalse();
        assertThat(document.at("/metadata/correlation_id").stringValue()).isEqualTo(header(reply, "X-Correlation-ID"));
        assertThat(document.at("/metadata/sections/orders").toString())
                .contains("\"status\":\"ok\",\"source\":\"origin\",\"http_status\":200")
                .contains("\"age_ms\":0,\"error\":null,\"truncated\":false,\"total\":1");
    }

    @Test
    void thinsTheEquityAndKeepsItsEndsAndExtremes() throws Exception {
        JsonNode points = JSON.readTree(get("?equity_points=100").body()).get("equity");

        List<Double> values = points.valueStream()
                .map(point -> point.get("value").doubleValue())
                .toList();
        assertThat(values)
                .hasSize(100)
                .startsWith(value(0))
                .endsWith(value(4999))
                .contains(-77.5, 5e8);
        assertThat(points.get(0).toString()).isEqualTo("{\"ts\":\"2025-03-07T00:00:00Z\",\"value\":1.0}");
    }

    @ParameterizedTest
    @CsvSource({"0,5000", "5000,5000", "4,4"})
    void sendsAsManyPointsAsAskedFor(int points, int sent) throws Exception {
        assertThat(JSON.readTree(get("?equity_points=" + points).body()).get("equity"))
                .hasSize(sent);
    }

    @Test
    void asksForNothingThatIsNotIncluded() throws Exception {
        HttpResponse<String> reply = get("?include_metrics=false&include_equity=false&include_orders=false");

        JsonNode document = JSON.readTree(reply.body());
        assertThat(document.get("metrics").isNull()).isTrue();
        assertThat(document.at("/metadata/sections").propertyNames()).containsExactly("run");
        assertThat(BACKEND.requests(run() + "/metrics")).isEmpty();
    }

    @Test
    void passesCredentialsDeadlineAndCorrelationOn() throws Exception {
        send(request("")
                .header("Authorization", "Bearer t")
                .header("Cookie", "a=b")
                .header("X-Correlation-ID", "my-request-1")
                .header("Braid-Timeout", "700"));

        assertThat(BACKEND.requests(run() + "/orders"))
                .singleElement()
                .asString()
                .startsWith("GET " + run() + "/orders?limit=5000 HTTP/1.1")
                .contains("Authorization: Bearer t\r\n", "Cookie: a=b\r\n", "X-Correlation-ID: my-request-1\r\n")
                .containsPattern("Braid-Timeout: [1-6][0-9]{0,2}\r\n");
    }

    @Test
    void saysHowManyOrdersThereAreWhenTheyAreTooMany() throws Exception {
        BACKEND.reply(run() + "/orders", 200, "{\"total\":7000,\"items\":[" + ORDER + "," + ORDER + "]}", PRIVATE);

        JsonNode orders = JSON.readTree(get("").body()).at("/metadata/sections/orders");

        assertThat(orders.get("truncated").booleanValue()).isTrue();
        assertThat(orders.get("total").intValue()).isEqualTo(7000);
    }

    @Test
    void skipsTheRestWhileTheRunIsNotDone() throws Exception {
        BACKEND.reply(run(), 200, runJson("RUNNING"), PRIVATE);
        BACKEND.reply(run() + "/metrics", 409, "{\"error\":{\"code\":\"RUN_NOT_DONE\",\"message\":\"m\"}}");
        BACKEND.hang(run() + "/equity");

        HttpResponse<String> reply = get("");

        JsonNode document = JSON.readTree(reply.body());
        assertThat(document.at("/metadata/complete").booleanValue()).isTrue();
        assertThat(document.get("equity").isNull()).isTrue();
        for (String section : List.of("metrics", "equity", "orders")) {
            JsonNode state = document.at("/metadata/sections/" + section);
            assertThat(state.get("status").stringValue()).isEqualTo("skipped");
            assertThat(state.at("/error/code").stringValue()).isEqualTo("RUN_NOT_DONE");
        }
        assertThat(header(reply, "Braid-Complete")).isEqualTo("true");
        await().untilAsserted(() -> assertThat(BACKEND.waiting()).isEmpty());
    }

    @Test
    void bringsThePartsThatCameWhenOneDiesInMidBody() throws Exception {
        BACKEND.dieInMidBody(run() + "/metrics", "{\"metrics\":" + METRICS + "}");

        HttpResponse<String> reply = get("");

        JsonNode document = JSON.readTree(reply.body());
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(document.get("metrics").isNull()).isTrue();
        assertThat(document.get("orders")).hasSize(1);
        assertThat(document.at("/metadata/complete").booleanValue()).isFalse();
        assertThat(document.at("/metadata/partial_data").booleanValue()).isTrue();
        assertThat(document.at("/metadata/failed_sources/0").stringValue()).isEqualTo("metrics");
        assertThat(document.at("/metadata/sections/metrics/status").stringValue())
                .isEqualTo("error");
        assertThat(document.at("/metadata/sections/metrics/error/code").stringValue())
                .isEqualTo("UPSTREAM_UNAVAILABLE");
        assertThat(header(reply, "Braid-Complete")).isEqualTo("false");
        assertThat(header(reply, "Cache-Control")).isEqualTo("no-store");
        assertThat(header(reply, "Proxy-Status")).startsWith("braid; error=").contains("metrics");
        assertThat(reply.headers().firstValue("ETag")).isEmpty();
        assertThat(BACKEND.requests(run())).hasSize(1);

        get("");

        assertThat(BACKEND.requests(run())).as("not stored").hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"metrics", "equity", "orders", "fills"})
    void bringsTheRestWhenASectionFails(String section) throws Exception {
        for (String body : List.of("{\"error\":{\"code\":\"INTERNAL\",\"message\":\"no luck\"}}", "<html>")) {
            BACKEND.reply(run() + "/" + section, 500, body);

            JsonNode document = JSON.readTree(get("?include_fills=true").body());

            assertThat(document.get(section).isNull()).isTrue();
            assertThat(document.at("/run/status").stringValue()).isEqualTo("DONE");
            assertThat(document.at("/metadata/failed_sources").toString()).isEqualTo("[\"" + section + "\"]");
            assertThat(document.at("/metadata/sections/" + section + "/http_status")
                            .intValue())
                    .isEqualTo(500);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "metrics|{\"metrics\":{\"a\":1}",
                "metrics|{\"metrics\":{\"a\":tru}}",
                "metrics|{\"metrics\":[]}",
                "metrics|{}",
                "metrics|",
                "equity|{\"points\":[{\"ts\":\"2025-03-07\",\"value\":1}]}",
                "equity|{\"points\":[{\"value\":1}]}",
                "equity|{\"points\":[1]}",
                "equity|{\"points\":{}}",
                "equity|{\"meta\":{}}",
                "equity|{\"points\":[]} {}",
                "orders|{\"items\":[1,2}",
                "orders|{\"total\":3}",
                "orders|[]"
            })
    void neverBreaksTheDocumentOverAMalformedReply(String section, String body) throws Exception {
        BACKEND.reply(run() + "/" + section, 200, body == null ? "" : body, PRIVATE);

        HttpResponse<String> reply = get("");

        JsonNode document = JSON.readTree(reply.body());
        assertThat(document.get(section).isNull()).isTrue();
        assertThat(document.at("/metadata/sections/" + section + "/error/code").stringValue())
                .isEqualTo("UPSTREAM_UNAVAILABLE");
        assertThat(header(reply, "Proxy-Status")).contains("error=http_protocol_error");
    }

    @Test
    void passesTheBackendsOwnRefusalOnUnchanged() throws Exception {
        BACKEND.reply(run(), 404, NOT_FOUND, "Content-Type: application/json", "Cache-Control: no-store");
        BACKEND.hang(run() + "/metrics");

        HttpResponse<String> reply = get("");

        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(reply.body()).isEqualTo(NOT_FOUND);
        assertThat(header(reply, "Content-Type")).isEqualTo("application/json");
        assertThat(header(reply, "Braid-Mode")).isEqualTo("aggregated");
        await().untilAsserted(() -> assertThat(BACKEND.waiting()).isEmpty());
    }

    @Test
    void keepsTheChallengeOfARefusal() throws Exception {
        BACKEND.reply(
                run(), 401, REFUSAL, "Content-Type: application/json", "WWW-Authenticate: Bearer realm=\"braid\"");

        HttpResponse<String> reply = get("");

        assertThat(reply.statusCode()).isEqualTo(401);
        assertThat(header(reply, "WWW-Authenticate")).isEqualTo("Bearer realm=\"braid\"");
    }

    @Test
    void answers502WhenTheRunItselfFails() throws Exception {
        BACKEND.reply(run(), 500, "{\"error\":{\"code\":\"INTERNAL\",\"message\":\"no luck\"}}");

        HttpResponse<String> reply = get("");

        assertThat(reply.statusCode()).isEqualTo(502);
        assertThat(code(reply)).isEqualTo("UPSTREAM_UNAVAILABLE");
        assertThat(header(reply, "Proxy-Status")).contains("received-status=500");
        assertThat(header(reply, "Braid-Mode")).isEqualTo("aggregated");
    }

    @Test
    void answers502WhenTheRunCannotBeRead() throws Exception {
        BACKEND.reply(run(), 200, "{\"status\":");

        assertThat(get("").statusCode()).isEqualTo(502);
    }

    @Test
    void answers503WhenTheRunIsRefusedAsBusy() throws Exception {
        BACKEND.reply(run(), 503, "{\"error\":{\"code\":\"BUSY\",\"message\":\"later\"}}", "Retry-After: 17");

        HttpResponse<String> reply = get("");

        assertThat(reply.statusCode()).isEqualTo(503);
        assertThat(code(reply)).isEqualTo("BUSY");
        assertThat(header(reply, "Retry-After")).isEqualTo("17");
    }

    @Test
    void answers504ByTheDeadlineAndCancelsTheCall() throws Exception {
        BACKEND.hang(run());
        long started = System.nanoTime();

        HttpResponse<String> reply = get("");

        assertThat(Duration.ofNanos(System.nanoTime() - started))
                .isBetween(Duration.ofMillis(1800), Duration.ofMillis(2700));
        assertThat(reply.statusCode()).isEqualTo(504);
        assertThat(code(reply)).isEqualTo("UPSTREAM_TIMEOUT");
        await().untilAsserted(() -> assertThat(BACKEND.abandoned()).contains(run()));
    }

    @Test
    void bringsWhatCameByTheClientsDeadline() throws Exception {
        BACKEND.hang(run() + "/equity");
        long started = System.nanoTime();

        HttpResponse<String> reply = send(request("").header("Braid-Timeout", "300"));

        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofMillis(1500));
        JsonNode document = JSON.readTree(reply.body());
        assertThat(document.at("/metadata/sections/equity/status").stringValue())
                .isEqualTo("timeout");
        assertThat(document.at("/metadata/sections/run/status").stringValue()).isEqualTo("ok");
        await().untilAsserted(() -> assertThat(BACKEND.abandoned()).contains(run() + "/equity"));
    }

    @Test
    void neverLetsAClientRaiseTheDeadline() throws Exception {
        BACKEND.hang(run());
        long started = System.nanoTime();

        HttpResponse<String> reply = send(request("").header("Braid-Timeout", "60000"));

        assertThat(reply.statusCode()).isEqualTo(504);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "0", "-1", "1.5", "1000ms", "99999999999"})
    void refusesADeadlineThatCannotBeRead(String timeout) throws Exception {
        HttpResponse<String> reply = send(request("").header("Braid-Timeout", timeout));

        assertThat(reply.statusCode()).isEqualTo(422);
        assertThat(JSON.readTree(reply.body())
                        .at("/error/details/Braid-Timeout")
                        .stringValue())
                .contains("expected");
    }

    @ParameterizedTest
    @CsvSource({
        "include_metrics=yes,include_metrics",
        "include_orders=true&include_orders=true,include_orders",
        "include_equity=,include_equity",
        "equity_points=-1,equity_points",
        "equity_points=3,equity_points",
        "equity_points=100001,equity_points",
        "equity_points=many,equity_points",
        "limit=5,limit"
    })
    void namesEachBadParameter(String query, String name) throws Exception {
        HttpResponse<String> reply = get("?" + query);

        assertThat(reply.statusCode()).isEqualTo(422);
        assertThat(code(reply)).isEqualTo("VALIDATION");
        assertThat(JSON.readTree(reply.body()).at("/error/details").propertyNames())
                .containsExactly(name);
        assertThat(BACKEND.requests(run())).isEmpty();
    }

    @Test
    void answersAgainWithoutTheBackend() throws Exception {
        HttpResponse<String> first = get("");
        BACKEND.reset();

        HttpResponse<String> second = get("?include_fills=false");

        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(header(second, "ETag")).isEqualTo(header(first, "ETag"));
        assertThat(header(second, "Cache-Control")).isEqualTo("private, max-age=86400");
        assertThat(header(second, "Age")).matches("[0-9]+");
        assertThat(second.headers().allValues("Cache-Status"))
                .allSatisfy(member -> assertThat(member).matches("braid; hit; ttl=[0-9]+; detail=[a-z]+"))
                .hasSize(4);
        assertThat(second.body()).contains("\"cache_hit\":true");
        assertThat(withoutMetadata(second)).isEqualTo(withoutMetadata(first));
        assertThat(header(second, "X-Correlation-ID")).isNotEqualTo(header(first, "X-Correlation-ID"));
    }

    @Test
    void neverAnswersOneCallerWithWhatAnotherMaySee() throws Exception {
        String alice = "Bearer " + ISSUER.token("alice");
        // The keys that tokens are verified with may come after the first answer, and are asked for once a second.
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        send(request("").header("Authorization", alice)).body().contains("\"cache_hit\":true"));
        BACKEND.reply(run(), 403, REFUSAL.replace("UNAUTHENTICATED", "FORBIDDEN"), "Content-Type: application/json");

        String bob = "Bearer " + ISSUER.token("bob");
        assertThat(send(request("").header("Authorization", bob)).statusCode()).isEqualTo(403);
        assertThat(get("").statusCode()).isEqualTo(403);
        assertThat(send(request("").header("Authorization", alice)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void answers304ToWhoeverHasIt() throws Exception {
        String entityTag = header(get(""), "ETag");

        HttpResponse<String> fromCache = send(request("").header("If-None-Match", "\"x\", " + entityTag));
        HttpResponse<String> other = send(request("").header("If-None-Match", "W/\"x\""));
        HttpResponse<String> fresh = send(request("?equity_points=50").header("If-None-Match", "*"));

        assertThat(fromCache.statusCode()).isEqualTo(304);
        assertThat(fromCache.body()).isEmpty();
        assertThat(header(fromCache, "ETag")).isEqualTo(entityTag);
        assertThat(header(fromCache, "Vary")).isEqualTo("Accept-Encoding");
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(fresh.statusCode()).isEqualTo(304);
    }

    @Test
    void answersHeadAsGetWithoutTheBody() throws Exception {
        HttpResponse<String> miss = send(request("").method("HEAD", HttpRequest.BodyPublishers.noBody()));
        HttpResponse<String> hit = send(request("").method("HEAD", HttpRequest.BodyPublishers.noBody()));
        HttpResponse<String> whole = get("");

        assertThat(miss.statusCode()).isEqualTo(200);
        assertThat(miss.body()).isEmpty();
        assertThat(hit.body()).isEmpty();
        assertThat(header(hit, "ETag")).isEqualTo(header(whole, "ETag"));
        assertThat(header(hit, "Content-Length")).isEqualTo(header(whole, "Content-Length"));
    }

    @Test
    void compressesForThoseWhoAskForIt() throws Exception {
        for (String source : List.of("load", "cache")) {
            HttpResponse<byte[]> reply = client.send(
                    request("").header("Accept-Encoding", "br;q=1, gzip;q=0.8").build(),
                    HttpResponse.BodyHandlers.ofByteArray());

            assertThat(reply.headers().firstValue("Content-Encoding"))
                    .as(source)
                    .contains("gzip");
            String body = new String(
                    new GZIPInputStream(new ByteArrayInputStream(reply.body())).readAllBytes(), StandardCharsets.UTF_8);
            assertThat(JSON.readTree(body).at("/run/status").stringValue()).isEqualTo("DONE");
            assertThat(reply.body().length).isLessThan(body.length() / 2);
        }
        assertThat(send(request("").header("Accept-Encoding", "gzip;q=0, *"))
                        .headers()
                        .firstValue("Content-Encoding"))
                .isEmpty();
    }

    @Test
    void cancelsTheCallsOfAClientThatGoesAway() throws Exception {
        get("?equity_points=4");
        BACKEND.reset();
        BACKEND.hang(run());
        BACKEND.hang(run() + "/metrics");
        HttpClient impatient =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

        CompletableFuture<HttpResponse<String>> reply =
                impatient.sendAsync(request("").build(), HttpResponse.BodyHandlers.ofString());
        await().untilAsserted(() -> assertThat(BACKEND.requests(run())).hasSize(1));
        reply.cancel(true);

        await().atMost(Duration.ofMillis(1500))
                .untilAsserted(() -> assertThat(BACKEND.abandoned()).contains(run(), run() + "/metrics"));
    }

    @Test
    void loadsOnceHoweverManyAsk() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> replies = IntStream.range(0, 20)
                .mapToObj(n -> client.sendAsync(request("").build(), HttpResponse.BodyHandlers.ofString()))
                .toList();

        for (CompletableFuture<HttpResponse<String>> reply : replies) {
            HttpResponse<String> came = reply.get();
            assertThat(came.statusCode()).isEqualTo(200);
            boolean hit = JSON.readTree(came.body()).at("/metadata/cache_hit").booleanValue();
            assertThat(hit
                            || JSON.readTree(came.body())
                                    .at("/metadata/correlation_id")
                                    .stringValue()
                                    .equals(header(came, "X-Correlation-ID")))
                    .isTrue();
        }
        assertThat(BACKEND.requests(run())).hasSize(1);
    }

    @Test
    void givesAFollowerTheTimeThatTheFirstDidNotHave() throws Exception {
        BACKEND.hang(run() + "/equity");
        CompletableFuture<HttpResponse<String>> hasty = client.sendAsync(
                request("").header("Braid-Timeout", "300").build(), HttpResponse.BodyHandlers.ofString());
        await().untilAsserted(
                        () -> assertThat(BACKEND.requests(run() + "/equity")).hasSize(1));
        CompletableFuture<HttpResponse<String>> patient =
                client.sendAsync(request("").build(), HttpResponse.BodyHandlers.ofString());
        BACKEND.reply(run() + "/equity", 200, "{\"points\":" + equity(10) + "}", PRIVATE);

        assertThat(hasty.get().body()).contains("\"complete\":false");
        assertThat(patient.get().body()).contains("\"complete\":true");
    }

    @Test
    void answersAFollowerByItsOwnDeadline() throws Exception {
        BACKEND.hang(run() + "/equity");
        CompletableFuture<HttpResponse<String>> patient =
                client.sendAsync(request("").build(), HttpResponse.BodyHandlers.ofString());
        await().untilAsserted(
                        () -> assertThat(BACKEND.requests(run() + "/equity")).hasSize(1));

        HttpResponse<String> hasty = send(request("").header("Braid-Timeout", "100"));

        assertThat(hasty.statusCode()).isEqualTo(504);
        assertThat(header(hasty, "Braid-Mode")).isEqualTo("aggregated");
        assertThat(patient.isDone()).isFalse();
        assertThat(patient.get().body()).contains("\"complete\":false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void refusesOtherMethods(String method) throws Exception {
        HttpResponse<String> reply = send(request("").method(method, HttpRequest.BodyPublishers.noBody()));

        assertThat(reply.statusCode()).isEqualTo(405);
        assertThat(header(reply, "Allow")).isEqualTo("GET, HEAD");
    }

    @Test
    void asksForARunByTheBytesOfItsName() throws Exception {
        BACKEND.reply("/backtests/a%2Fb%20c", 200, runJson("DONE"), PRIVATE);

        HttpResponse<String> reply = send(HttpRequest.newBuilder(BFF.url("/api/v1/runs/a%2Fb%20c/complete")));

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(BACKEND.requests("/backtests/a%2Fb%20c/metrics")).hasSize(1);
    }

    @Test
    void neverTakesOneRunForAnotherThatTheBackendTellsApart() throws Exception {
        BACKEND.reply(run() + ";v=2", 404, NOT_FOUND, "Content-Type: application/json", "Cache-Control: no-store");
        assertThat(get("").statusCode()).isEqualTo(200);

        HttpResponse<String> other = send(HttpRequest.newBuilder(BFF.url("/api/v1/runs/" + id + ";v=2/complete")));

        assertThat(other.statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "%2e%2e", ".", "..;"})
    void neverAsksForAnotherResource(String name) throws Exception {
        HttpResponse<String> reply = send(HttpRequest.newBuilder(BFF.url("/api/v1/runs/" + name + "/complete")));

        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(code(reply)).isEqualTo("RUN_NOT_FOUND");
    }

    private HttpRequest.Builder request(String query) {
        return HttpRequest.newBuilder(BFF.url("/api/v1/runs/" + id + "/complete" + query))
                .timeout(Duration.ofSeconds(10));
    }

    private HttpResponse<String> get(String query) throws IOException, InterruptedException {
        return send(request(query));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private String run() {
        return "/backtests/" + id;
    }

    private static String header(HttpResponse<?> reply, String name) {
        return reply.headers().firstValue(name).orElse("(no " + name + ")");
    }

    private static String code(HttpResponse<String> reply) {
        return JSON.readTree(reply.body()).at("/error/code").stringValue();
    }

    private static String withoutMetadata(HttpResponse<String> reply) {
        return reply.body().substring(0, reply.body().indexOf("\"metadata\""));
    }

    private String runJson(String status) {
        return "{\"run_id\":\"" + id
                + "\",\"dataset_id\":\"ZZBB-2025-1m\",\"strategy_id\":\"sma_crossover\",\"params\":{},"
                + "\"seed\":42,\"slippage_fees\":{},\"speed\":60,\"code_hash\":null,\"created_at\":\"2026-01-05T14:30:00.250Z\","
                + "\"status\":\"" + status
                + "\",\"progress\":1.0,\"duration_ms\":420,\"error\":null,\"artifacts\":{\"metrics_path\":null,\"equity_path\":null,"
                + "\"orders_path\":null,\"fills_path\":null,\"run_manifest_path\":null},\"manifest\":{\"path\":null},"
                + "\"run_from\":\"2025-03-07\",\"run_to\":\"2025-03-10\"}";
    }

    private static String equity(int points) {
        return IntStream.range(0, points)
                .mapToObj(point -> String.format(
                        Locale.ROOT,
                        "{\"ts\":\"2025-03-%02dT%02d:%02d:00Z\",\"value\":%s}",
                        7 + point / 1440,
                        point / 60 % 24,
                        point % 60,
                        value(point)))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static double value(int point) {
        return point == 1234 ? -77.5 : point == 3333 ? 5e8 : 1 + point % 17;
    }
}
