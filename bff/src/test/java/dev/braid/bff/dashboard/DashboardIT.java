package dev.braid.bff.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.braid.bff.RawBackend;
import dev.braid.bff.RunningBff;
import dev.braid.bff.TestClock;
import dev.braid.bff.TestIssuer;
import dev.braid.bff.cache.ResponseCache;
import dev.braid.contracts.conformance.RecordingHttpClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DashboardIT {

    private static final TestClock CLOCK = new TestClock();
    private static final TestIssuer ISSUER = new TestIssuer();
    private static final RawBackend BACKEND = RawBackend.start();
    private static final RunningBff BFF =
            RunningBff.on(CLOCK, URI.create(BACKEND.url()), "braid.auth=on", "braid.document.deadline=2s");
    private static final JsonMapper JSON = new JsonMapper();
    private static final String PATH = "/api/v1/dashboard/complete";
    private static final List<String> NUMBERS = List.of("statistics", "activity", "breakdown", "shared");

    /** The shortest that it may be fresh: nothing is asked for more often than once in five seconds. */
    private static final Duration FRESH = Duration.ofMillis(4_990);

    /** The longest that it may be fresh, and no longer than it may be stale at least; contract 5.5. */
    private static final Duration STALE = Duration.ofMillis(5_600);

    private static final Duration GONE = Duration.ofSeconds(12);
    private static final String[] PRIVATE = {"Content-Type: application/json", "Cache-Control: private, max-age=0"};
    private static final String COUNTS =
            "{\"total_tasks\":3, \"pending_tasks\":2,\"completed_tasks\":1,\"shared_tasks\":1}";
    private static final String ACTIVITY = "{\"tasks_created_today\":1,\"tasks_completed_today\":1,"
            + "\"tasks_created_this_week\":2,\"tasks_completed_this_week\":1,\"completion_rate\":33.3,"
            + "\"time_zone\":\"Europe/Berlin\",\"today_start\":\"2026-03-28T23:00:00Z\",\"week_start\":\"2026-03-22T23:00:00Z\"}";
    private static final String BREAKDOWN = "{\"pending\":2,\"completed\":1,\"total\":3}";
    private static final String SHARED = "{\"total_shared\":1,\"view_only\":0,\"can_edit\":1}";
    private static final String RUN =
            "{\"run_id\":\"r1\",\"created_at\":\"2026-01-05T14:30:00.250Z\",\"strategy_id\":\"sma\","
                    + "\"status\":\"DONE\",\"symbol\":\"ZZBB\",\"run_from\":\"2025-03-07\",\"run_to\":\"2025-03-10\",\"duration_ms\":420}";
    private static final String HEALTH =
            "{\"overall_health\":\"healthy\",\"risk_summary\":{\"high_risk_projects\":0,\"blocked_projects\":0,"
                    + "\"total_projects\":2, \"risk_percentage\":0.0},\"completion_summary\":{\"overall_completion\":45.5,"
                    + "\"projects_on_track\":2,\"estimated_completion\":\"2026-04-10\"},\"capacity_summary\":"
                    + "{\"utilization\":71.1,\"total_capacity\":45.0,\"status\":\"normal\"},\"trends\":null}";

    private final HttpClient client = RecordingHttpClient.http1();
    private final String user = UUID.randomUUID().toString();
    private final String credential = "Bearer " + ISSUER.token(user);

    @AfterAll
    static void stop() {
        BFF.close();
        BACKEND.close();
    }

    @BeforeAll
    static void tokensAreBelieved() {
        wellBackend();
        BFF.believeTokensOf(ISSUER, PATH, CLOCK);
    }

    @BeforeEach
    void everythingIsWell() {
        wellBackend();
    }

    private static void wellBackend() {
        BACKEND.reset();
        BACKEND.reply(TestIssuer.PATH, 200, ISSUER.published(), "Content-Type: application/json");
        statistics(COUNTS, "2026-01-05T14:30:00.247Z");
        BACKEND.reply(path("activity"), 200, ACTIVITY, PRIVATE);
        BACKEND.reply(path("breakdown"), 200, BREAKDOWN + "\n", PRIVATE);
        BACKEND.reply(path("shared"), 200, SHARED, PRIVATE);
        BACKEND.reply(
                path("recent_runs"), 200, "{\"items\":[" + RUN + "],\"total\":9,\"limit\":5,\"offset\":0}", PRIVATE);
        BACKEND.reply(path("portfolio_health"), 200, "{\"data\":" + HEALTH + ",\"message\":\"m\"}", PRIVATE);
    }

    private static void statistics(String counts, String computedAt) {
        String body = "{\"statistics\":" + counts + ",\"computed_at\":\"" + computedAt + "\",\"cached\":false}";
        BACKEND.reply(path("statistics"), 200, body, PRIVATE);
    }

    @Test
    void bringsADashboardWhole() throws Exception {
        HttpResponse<String> reply = get("?board_id=7");

        JsonNode document = JSON.readTree(reply.body());
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body())
                .startsWith("{\"statistics\":" + COUNTS + ",\"activity\":" + ACTIVITY + ",\"breakdown\":" + BREAKDOWN
                        + ",\"shared\":" + SHARED + ",\"recent_runs\":[" + RUN + "],\"portfolio_health\":" + HEALTH
                        + ",\"metadata\":{");
        assertThat(header(reply, "Content-Type")).isEqualTo("application/json");
        assertThat(header(reply, "Braid-Mode")).isEqualTo("aggregated");
        assertThat(header(reply, "Braid-Complete")).isEqualTo("true");
        assertThat(header(reply, "ETag")).startsWith("W/\"");
        assertThat(header(reply, "Cache-Control")).isEqualTo("private, max-age=0");
        assertThat(reply.headers().allValues("Cache-Status"))
                .hasSize(6)
                .first()
                .isEqualTo("braid; fwd=miss; fwd-status=200; stored; detail=statistics");
        assertThat(document.at("/metadata/complete").booleanValue()).isTrue();
        assertThat(document.at("/metadata/sections").propertyNames())
                .containsExactly("statistics", "activity", "breakdown", "shared", "recent_runs", "portfolio_health");
        assertThat(document.at("/metadata/sections/statistics/computed_at").stringValue())
                .isEqualTo("2026-01-05T14:30:00.247Z");
    }

    @Test
    void skipsThePortfolioWithoutABoard() throws Exception {
        JsonNode document = JSON.readTree(get("").body());

        assertThat(document.get("portfolio_health").isNull()).isTrue();
        assertThat(document.at("/metadata/complete").booleanValue()).isTrue();
        assertThat(document.at("/metadata/sections/portfolio_health").toString())
                .isEqualTo("{\"status\":\"skipped\",\"source\":\"none\",\"http_status\":null,\"latency_ms\":0,"
                        + "\"age_ms\":null,\"error\":null}");
        assertThat(BACKEND.requests(path("portfolio_health"))).isEmpty();
    }

    @Test
    void passesZoneCredentialDeadlineAndCorrelationOn() throws Exception {
        send(request("?board_id=7&tz=Etc/GMT%2B1")
                .header("X-Correlation-ID", "my-request-1")
                .header("Braid-Timeout", "900"));

        for (String section : NUMBERS) {
            assertThat(BACKEND.requests(path(section)))
                    .singleElement()
                    .asString()
                    .startsWith("GET " + path(section) + "?tz=Etc%2FGMT%2B1 HTTP/1.1")
                    .contains("Authorization: " + credential + "\r\n", "X-Correlation-ID: my-request-1\r\n")
                    .containsPattern("Braid-Timeout: [1-8][0-9]{0,2}\r\n");
        }
        assertThat(BACKEND.requests(path("recent_runs")))
                .singleElement()
                .asString()
                .startsWith("GET /backtests?limit=5 HTTP/1.1");
        assertThat(BACKEND.requests(path("portfolio_health"))).hasSize(1);
    }

    @Test
    void leavesTheZoneToTheBackendWhereNoneIsGiven() throws Exception {
        get("");

        assertThat(BACKEND.requests(path("activity")))
                .singleElement()
                .asString()
                .startsWith("GET " + path("activity") + " HTTP/1.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"statistics", "activity", "breakdown", "shared", "recent_runs", "portfolio_health"})
    void bringsTheRestWhenASectionFails(String section) throws Exception {
        BACKEND.reply(path(section), 500, error("INTERNAL"), "Content-Type: application/json");

        HttpResponse<String> reply = get("?board_id=7");

        JsonNode document = JSON.readTree(reply.body());
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(document.get(section).isNull()).isTrue();
        assertThat(document.valueStream().filter(JsonNode::isNull)).hasSize(1);
        assertThat(document.at("/metadata/failed_sources").toString()).isEqualTo("[\"" + section + "\"]");
        assertThat(document.at("/metadata/sections/" + section + "/error/code").stringValue())
                .isEqualTo("INTERNAL");
        assertThat(document.at("/metadata/complete").booleanValue()).isFalse();
        assertThat(header(reply, "Braid-Complete")).isEqualTo("false");
        assertThat(header(reply, "Cache-Control")).isEqualTo("no-store");
        assertThat(reply.headers().firstValue("ETag")).isEmpty();

        get("?board_id=7");

        assertThat(BACKEND.requests(path("shared"))).as("not stored").hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "statistics|{}",
                "statistics|{\"statistics\":[]}",
                "statistics|{\"statistics\":{}",
                "activity|[]",
                "shared|<html>",
                "recent_runs|{\"total\":0}",
                "portfolio_health|{\"data\":null}"
            })
    void neverBreaksTheDocumentOverAMalformedReply(String section, String body) throws Exception {
        BACKEND.reply(path(section), 200, body, PRIVATE);

        JsonNode document = JSON.readTree(get("?board_id=7").body());

        assertThat(document.get(section).isNull()).isTrue();
        assertThat(document.at("/metadata/sections/" + section + "/error/code").stringValue())
                .isEqualTo("UPSTREAM_UNAVAILABLE");
    }

    @Test
    void carriesTheAnswerForABoardThatIsNotThere() throws Exception {
        BACKEND.reply(path("portfolio_health"), 404, error("BOARD_NOT_FOUND"), "Content-Type: application/json");

        HttpResponse<String> reply = get("?board_id=7");

        JsonNode section = JSON.readTree(reply.body()).at("/metadata/sections/portfolio_health");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(section.get("http_status").intValue()).isEqualTo(404);
        assertThat(section.at("/error/code").stringValue()).isEqualTo("BOARD_NOT_FOUND");
        assertThat(header(reply, "Braid-Complete")).isEqualTo("false");
    }

    @Test
    void bringsTheRunsAloneAsLongAsOneOfTheNumbersComes() throws Exception {
        for (String section : List.of("statistics", "breakdown", "shared")) {
            BACKEND.reply(path(section), 500, error("INTERNAL"), "Content-Type: application/json");
        }

        HttpResponse<String> reply = get("");

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(reply.body()).at("/metadata/failed_sources").toString())
                .isEqualTo("[\"statistics\",\"breakdown\",\"shared\"]");
    }

    @Test
    void passesTheRefusalOfTheFirstOnUnchangedWhereNoNumbersCame() throws Exception {
        String refusal = error("UNAUTHENTICATED").replace("{\"error\"", "{ \"error\"");
        for (String section : NUMBERS) {
            BACKEND.reply(path(section), 401, error("UNAUTHENTICATED"), "Content-Type: application/json");
        }
        BACKEND.reply(
                path("statistics"),
                401,
                refusal,
                "Content-Type: application/json",
                "WWW-Authenticate: Bearer realm=\"braid\"");

        HttpResponse<String> reply = get("");

        assertThat(reply.statusCode()).isEqualTo(401);
        assertThat(reply.body()).isEqualTo(refusal);
        assertThat(header(reply, "WWW-Authenticate")).isEqualTo("Bearer realm=\"braid\"");
        assertThat(header(reply, "Braid-Mode")).isEqualTo("aggregated");
    }

    @ParameterizedTest
    @CsvSource({
        "500,500,502,UPSTREAM_UNAVAILABLE",
        "500,401,502,UPSTREAM_UNAVAILABLE",
        "503,500,503,BUSY",
        "504,503,504,UPSTREAM_TIMEOUT"
    })
    void answersAsTheFirstFailedWhereNoNumbersCame(int first, int others, int status, String code) throws Exception {
        for (String section : NUMBERS) {
            BACKEND.reply(path(section), others, error("INTERNAL"), "Content-Type: application/json");
        }
        BACKEND.reply(path("statistics"), first, error(code), "Content-Type: application/json", "Retry-After: 17");

        HttpResponse<String> reply = get("");

        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(code(reply)).isEqualTo(code);
        assertThat(header(reply, "Braid-Mode")).isEqualTo("aggregated");
        assertThat(header(reply, "Proxy-Status"))
                .isEqualTo("braid; received-status=" + first + "; details=\"statistics: " + code + "\"");
        if (status == 503) {
            assertThat(header(reply, "Retry-After")).isEqualTo("17");
        }
    }

    @Test
    void answers504WhereAllNumbersAreLateAndCancelsTheCalls() throws Exception {
        for (String section : NUMBERS) {
            BACKEND.hang(path(section));
        }

        HttpResponse<String> reply = send(request("").header("Braid-Timeout", "200"));

        assertThat(reply.statusCode()).isEqualTo(504);
        assertThat(code(reply)).isEqualTo("UPSTREAM_TIMEOUT");
        await().untilAsserted(() -> assertThat(BACKEND.abandoned()).hasSize(4));
    }

    @Test
    void bringsWhatCameByTheClientsDeadline() throws Exception {
        BACKEND.hang(path("activity"));

        HttpResponse<String> reply = send(request("").header("Braid-Timeout", "300"));

        JsonNode document = JSON.readTree(reply.body());
        assertThat(document.at("/metadata/sections/activity/status").stringValue())
                .isEqualTo("timeout");
        assertThat(document.at("/statistics/total_tasks").intValue()).isEqualTo(3);
        await().untilAsserted(() -> assertThat(BACKEND.abandoned()).contains(path("activity")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tz=Mars/Olympus|tz",
                "tz=|tz",
                "tz=europe/berlin|tz",
                "tz=UTC%2B01:00|tz",
                "tz=UTC&tz=UTC|tz",
                "board_id=|board_id",
                "board_id=..|board_id",
                "board_id=a/b|board_id",
                "board_id=a%3Fb|board_id",
                "board_id=1&board_id=2|board_id",
                "user_id=someone|user_id",
                "tz=x&limit=5&board_id=.|board_id,limit,tz"
            })
    void namesEachBadParameter(String query, String names) throws Exception {
        HttpResponse<String> reply = get("?" + query);

        assertThat(reply.statusCode()).isEqualTo(422);
        assertThat(code(reply)).isEqualTo("VALIDATION");
        assertThat(JSON.readTree(reply.body()).at("/error/details").propertyNames())
                .containsExactlyInAnyOrder(names.split(","));
        assertThat(BACKEND.requests(path("statistics"))).isEmpty();
    }

    @Test
    void answersAgainWithoutTheBackendInWhateverOrderItIsAsked() throws Exception {
        HttpResponse<String> first = get("?tz=Europe/Berlin&board_id=7");
        BACKEND.reset();

        HttpResponse<String> second = get("?board_id=7&tz=Europe%2FBerlin");

        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(header(second, "ETag")).isEqualTo(header(first, "ETag"));
        assertThat(header(second, "Cache-Control")).isEqualTo("private, max-age=0");
        assertThat(second.headers().allValues("Cache-Status"))
                .allSatisfy(member -> assertThat(member).matches("braid; hit; ttl=[45]; detail=[a-z_]+"))
                .hasSize(6);
        assertThat(second.body()).contains("\"cache_hit\":true");
    }

    @Test
    void keepsADashboardOfItsOwnForEachZoneAndBoard() throws Exception {
        for (String query : List.of("", "?tz=UTC", "?tz=Europe/Berlin", "?board_id=7", "?tz=UTC&board_id=7")) {
            assertThat(get(query).body()).contains("\"cache_hit\":false");
        }

        assertThat(BACKEND.requests(path("statistics"))).hasSize(5);
    }

    @Test
    void neverAnswersOneCallerWithWhatAnotherMaySee() throws Exception {
        get("");
        String another = "Bearer " + ISSUER.token("another-" + user);
        statistics(COUNTS.replace('3', '8'), "2026-01-05T14:30:00Z");

        HttpResponse<String> theirs = send(HttpRequest.newBuilder(BFF.url(PATH)).header("Authorization", another));

        assertThat(JSON.readTree(theirs.body()).at("/statistics/total_tasks").intValue())
                .isEqualTo(8);
        assertThat(JSON.readTree(get("").body()).at("/statistics/total_tasks").intValue())
                .isEqualTo(3);
    }

    @Test
    void tellsAPollingTabNothingButThatNothingHasChanged() throws Exception {
        String entityTag = header(get(""), "ETag");

        for (int poll = 1; poll <= 6; poll++) {
            CLOCK.advance(STALE);
            // What the backend says of when it counted changes with each of its answers.
            statistics(COUNTS, "2026-01-05T14:31:0" + poll + ".247Z");
            HttpResponse<String> reply = send(request("").header("If-None-Match", entityTag));

            assertThat(reply.statusCode()).isEqualTo(304);
            assertThat(reply.body()).isEmpty();
            assertThat(header(reply, "ETag")).isEqualTo(entityTag);
            awaitRefresh();
        }
        statistics(COUNTS.replace('3', '4'), "2026-01-05T14:32:00Z");
        CLOCK.advance(GONE);

        assertThat(send(request("").header("If-None-Match", entityTag)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void asksOnceInFiveSecondsHoweverManyTabsPoll() throws Exception {
        String entityTag = header(get(""), "ETag");
        for (int round = 1; round <= 3; round++) {
            CLOCK.advance(FRESH);
            assertThat(header(get(""), "Cache-Status")).matches("braid; hit; ttl=0; .*");
            assertThat(BACKEND.requests(path("statistics")))
                    .as("before its time")
                    .hasSize(round);
            CLOCK.advance(STALE.minus(FRESH));
            List<CompletableFuture<HttpResponse<String>>> tabs = IntStream.range(0, 20)
                    .mapToObj(tab -> client.sendAsync(
                            request("").header("If-None-Match", entityTag).build(),
                            HttpResponse.BodyHandlers.ofString()))
                    .toList();

            for (CompletableFuture<HttpResponse<String>> tab : tabs) {
                assertThat(tab.get().statusCode()).isEqualTo(304);
            }
            int gatherings = 1 + round;
            await().untilAsserted(() ->
                    assertThat(BACKEND.requests(path("statistics"))).hasSize(gatherings));
            awaitRefresh();
        }
        assertThat(BACKEND.requests(path("recent_runs"))).hasSize(4);
    }

    /** A refresh in the background has been stored when the same is answered as young. */
    private void awaitRefresh() {
        await().untilAsserted(() -> assertThat(header(get(""), "Age")).isEqualTo("0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash:", "runs:", "runs"})
    void countsAnewWhenSomethingOfTheUsersHasChanged(String tag) throws Exception {
        get("");
        statistics(COUNTS.replace('3', '4'), "2026-01-05T14:32:00Z");
        ResponseCache cache = BFF.bean(ResponseCache.class);

        cache.forget("dash:another").block();
        assertThat(JSON.readTree(get("").body()).at("/statistics/total_tasks").intValue())
                .isEqualTo(3);
        cache.forget(tag.endsWith(":") ? tag + user : tag).block();

        assertThat(JSON.readTree(get("").body()).at("/statistics/total_tasks").intValue())
                .isEqualTo(4);
    }

    @Test
    void showsAChangeOfTheBoardAtOnce() throws Exception {
        get("?board_id=7");
        BACKEND.reply(
                path("portfolio_health"),
                200,
                "{\"data\":" + HEALTH.replace("healthy", "at_risk") + ",\"message\":\"m\"}",
                PRIVATE);
        ResponseCache cache = BFF.bean(ResponseCache.class);

        cache.forget("meta_board:8").block();
        assertThat(get("?board_id=7").body()).contains("\"overall_health\":\"healthy\"");
        cache.forget("meta_board:7").block();

        assertThat(get("?board_id=7").body()).contains("\"overall_health\":\"at_risk\"");
    }

    @Test
    void showsWhatTheCallerHasJustWritten() throws Exception {
        get("");
        BACKEND.reply("/backtests/r1/cancel", 200, "{\"run_id\":\"r1\",\"status\":\"CANCELLED\"}", PRIVATE);
        statistics(COUNTS.replace('3', '4'), "2026-01-05T14:32:00Z");

        HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(BFF.url("/backtests/r1/cancel"))
                                .header("Authorization", credential)
                                .POST(BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.discarding());

        assertThat(JSON.readTree(get("").body()).at("/statistics/total_tasks").intValue())
                .isEqualTo(4);
    }

    @Test
    void standsInForAMinuteWhileTheBackendIsDown() throws Exception {
        get("");
        for (String section : NUMBERS) {
            BACKEND.reply(path(section), 500, error("INTERNAL"), "Content-Type: application/json");
        }

        CLOCK.advance(Duration.ofSeconds(60));
        HttpResponse<String> stale = get("");
        CLOCK.advance(Duration.ofSeconds(6));

        assertThat(stale.statusCode()).isEqualTo(200);
        assertThat(header(stale, "Age")).isEqualTo("60");
        assertThat(get("").statusCode()).isEqualTo(502);
    }

    @Test
    void givesNothingStoredOnceTheTokenHasExpired() throws Exception {
        String passing = "Bearer " + ISSUER.token(user, CLOCK.instant().plusSeconds(3));
        HttpRequest.Builder request = HttpRequest.newBuilder(BFF.url(PATH)).header("Authorization", passing);
        assertThat(send(request).statusCode()).isEqualTo(200);
        for (String section : NUMBERS) {
            BACKEND.reply(path(section), 401, error("UNAUTHENTICATED"), "Content-Type: application/json");
        }
        assertThat(send(request).statusCode()).isEqualTo(200);

        CLOCK.advance(Duration.ofSeconds(3));

        assertThat(send(request).statusCode()).isEqualTo(401);
    }

    @Test
    void storesNothingForWhoeverProvesNothing() throws Exception {
        for (int time = 1; time <= 2; time++) {
            HttpResponse<String> reply = send(HttpRequest.newBuilder(BFF.url(PATH)));

            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(reply.headers().allValues("Cache-Status"))
                    .allSatisfy(member -> assertThat(member).doesNotContain("stored", "hit"));
        }
    }

    @Test
    void answersHeadAsGetWithoutTheBody() throws Exception {
        HttpResponse<String> miss = send(request("").method("HEAD", BodyPublishers.noBody()));
        HttpResponse<String> hit = send(request("").method("HEAD", BodyPublishers.noBody()));
        HttpResponse<String> whole = get("");

        assertThat(miss.statusCode()).isEqualTo(200);
        assertThat(miss.body()).isEmpty();
        assertThat(hit.body()).isEmpty();
        assertThat(header(hit, "ETag")).isEqualTo(header(whole, "ETag"));
        assertThat(header(hit, "Content-Length")).isEqualTo(header(whole, "Content-Length"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void refusesOtherMethods(String method) throws Exception {
        HttpResponse<String> reply = send(request("").method(method, BodyPublishers.noBody()));

        assertThat(reply.statusCode()).isEqualTo(405);
        assertThat(header(reply, "Allow")).isEqualTo("GET, HEAD");
    }

    private HttpRequest.Builder request(String query) {
        return HttpRequest.newBuilder(BFF.url(PATH + query))
                .header("Authorization", credential)
                .timeout(Duration.ofSeconds(10));
    }

    private HttpResponse<String> get(String query) throws IOException, InterruptedException {
        return send(request(query));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String path(String section) {
        return switch (section) {
            case "recent_runs" -> "/backtests";
            case "portfolio_health" -> "/api/v1/meta-boards/7/health-summary";
            default -> "/api/dashboard/" + section;
        };
    }

    private static String error(String code) {
        return "{\"error\":{\"code\":\"" + code
                + "\",\"message\":\"m\",\"details\":null,\"correlation_id\":\"abcd-1234\"}}";
    }

    private static String header(HttpResponse<?> reply, String name) {
        return reply.headers().firstValue(name).orElse("(no " + name + ")");
    }

    private static String code(HttpResponse<String> reply) {
        return JSON.readTree(reply.body()).at("/error/code").stringValue();
    }
}
