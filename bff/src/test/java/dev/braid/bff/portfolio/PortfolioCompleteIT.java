package dev.braid.bff.portfolio;

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
import java.time.Instant;
import java.util.List;
import java.util.Map;
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

class PortfolioCompleteIT {

    private static final TestClock CLOCK = new TestClock();
    private static final TestIssuer ISSUER = new TestIssuer();
    private static final RawBackend BACKEND = RawBackend.start();
    private static final RunningBff BFF =
            RunningBff.on(CLOCK, URI.create(BACKEND.url()), "braid.auth=on", "braid.document.deadline=2s");
    private static final JsonMapper JSON = new JsonMapper();
    private static final String PATH = "/api/v1/meta-boards/7/complete";

    /** Members of the document, in their order, and the endpoint that each comes from. */
    private static final List<String> SECTIONS = List.of("portfolio", "forecasts", "allocation", "rankings", "health");

    private static final Map<String, String> ENDPOINTS = Map.of(
            "portfolio", "project-portfolio",
            "forecasts", "project-forecasts",
            "allocation", "resource-allocation",
            "rankings", "project-rankings",
            "health", "health-summary");

    private static final String PERCENTILES = "\"p50\":{\"sprints\":null,\"date\":null,\"beyond_horizon\":true},"
            + "\"p85\":{\"sprints\":null,\"date\":null,\"beyond_horizon\":true},"
            + "\"p95\":{\"sprints\":null,\"date\":null,\"beyond_horizon\":true}";

    /** What the backend sends as {@code data}, with spaces as no serializer of this service writes them. */
    private static final Map<String, String> DATA = Map.of(
            "portfolio",
                    "{ \"summary\":{\"meta_board_id\":7,\"meta_board_name\":\"Loom\" ,\"sprint_id\":41,\"sprint_name\":\"S\","
                            + "\"sprint_state\":\"active\",\"sprint_start\":null,\"sprint_end\":null,\"elapsed_percentage\":5e1,"
                            + "\"total_projects\":0,\"active_projects\":0,\"completed_projects\":0,\"blocked_projects\":0,"
                            + "\"total_story_points\":0.0,\"completed_story_points\":0.0,\"overall_completion_percentage\":null,"
                            + "\"total_team_capacity\":null,\"utilized_capacity\":0.0,\"capacity_utilization_percentage\":null,"
                            + "\"projects_on_track\":0,\"projects_at_risk\":0,\"projects_behind\":0,\"average_risk_score\":null,"
                            + "\"estimated_sprint_completion\":null,\"forecast_confidence\":null,"
                            + "\"last_updated\":\"2026-01-09T12:00:00Z\",\"cache_expires_at\":\"2026-01-09T12:05:00Z\"},"
                            + "\"projects\":[],\t\"health_indicators\":[],\"total\":0,\"limit\":500,\"offset\":0,"
                            + "\"last_sync\":null,\"data_freshness\":\"current\"}",
            "forecasts",
                    "{\"meta_board_id\":7,\"sprint_id\":41,\"as_of\":\"2026-01-09\",\"scope\":\"backlog\",\"cadence_days\":14.0,"
                            + "\"forecasts\":[ ],\"portfolio\":{\"status\":\"insufficient_data\",\"projects\":0,\"undecided\":0,"
                            + PERCENTILES + "}}",
            "allocation",
                    "{\"allocations\":[], \"summary\":{\"total_capacity\":null,\"total_utilized\":0.0,"
                            + "\"utilization_percentage\":null,\"projects_count\":0,\"status\":\"unknown\"}}",
            "rankings", "{\"rankings\": [],\"criteria\":\"priority\",\"total_projects\":0}",
            "health",
                    "{\"overall_health\":\"no_data\",\"risk_summary\":{\"high_risk_projects\":0,\"blocked_projects\":0,"
                            + "\"total_projects\":0,\"risk_percentage\":null},\"completion_summary\":{\"overall_completion\":null,"
                            + "\"projects_on_track\":0,\"estimated_completion\":null},\"capacity_summary\":{\"utilization\":null,"
                            + "\"total_capacity\":null,\"status\":\"unknown\"},\"trends\": null}");

    private static final String[] PRIVATE = {"Content-Type: application/json", "Cache-Control: private, max-age=60"};

    private final HttpClient client = RecordingHttpClient.http1();

    /** Good for longer than all these tests let pass. */
    private final String credential =
            "Bearer " + ISSUER.token(UUID.randomUUID().toString(), Instant.now().plus(Duration.ofDays(30)));

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
        SECTIONS.forEach(section -> bring(section, DATA.get(section)));
    }

    private static void bring(String section, String data) {
        BACKEND.reply(path(section), 200, "{ \"message\":\"m\",\n \"data\" : " + data + " }\n", PRIVATE);
    }

    private static String portfolioOf(String state) {
        return DATA.get("portfolio").replace("\"active\"", "\"" + state + "\"");
    }

    private static String portfolioNamed(String name) {
        return DATA.get("portfolio").replace("\"Loom\"", "\"" + name + "\"");
    }

    @Test
    void bringsABoardWhole() throws Exception {
        HttpResponse<String> reply = get("");

        StringBuilder expected = new StringBuilder("{");
        SECTIONS.forEach(section -> expected.append("\"")
                .append(section)
                .append("\":")
                .append(DATA.get(section))
                .append(","));
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).startsWith(expected + "\"metadata\":{");
        assertThat(header(reply, "Content-Type")).isEqualTo("application/json");
        assertThat(header(reply, "Braid-Mode")).isEqualTo("aggregated");
        assertThat(header(reply, "Braid-Complete")).isEqualTo("true");
        assertThat(header(reply, "ETag")).startsWith("W/\"");
        assertThat(header(reply, "Cache-Control")).isEqualTo("private, max-age=60");
        assertThat(reply.headers().allValues("Cache-Status"))
                .hasSize(5)
                .first()
                .isEqualTo("braid; fwd=miss; fwd-status=200; stored; detail=portfolio");
        JsonNode metadata = JSON.readTree(reply.body()).get("metadata");
        assertThat(metadata.get("complete").booleanValue()).isTrue();
        assertThat(metadata.get("sections").propertyNames()).containsExactlyElementsOf(SECTIONS);
        assertThat(metadata.get("sections"))
                .allSatisfy(section ->
                        assertThat(section.get("source").stringValue()).isEqualTo("origin"));
    }

    @Test
    void asksEveryEndpointOnceWithTheSameFilter() throws Exception {
        get("?project_keys=web&sort=-risk_score&project_keys=pay&limit=20&sprint_id=41&offset=0");

        String filter = "project_keys=PAY&project_keys=WEB";
        for (String section : SECTIONS) {
            boolean paged = section.equals("portfolio");
            String query = (paged ? "limit=20&" : "") + filter + (paged ? "&sort=-risk_score" : "") + "&sprint_id=41";
            assertThat(BACKEND.requests(path(section)))
                    .singleElement()
                    .asString()
                    .startsWith("GET " + path(section) + "?" + query + " HTTP/1.1\r\n");
        }
    }

    @Test
    void passesCredentialsDeadlineAndCorrelationOn() throws Exception {
        send(request("").header("X-Correlation-ID", "my-request-1").header("Braid-Timeout", "900"));

        for (String section : SECTIONS) {
            assertThat(BACKEND.requests(path(section)))
                    .singleElement()
                    .asString()
                    .startsWith("GET " + path(section) + " HTTP/1.1\r\n")
                    .contains("Authorization: " + credential + "\r\n", "X-Correlation-ID: my-request-1\r\n")
                    .containsPattern("Braid-Timeout: [1-8][0-9]{0,2}\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"forecasts", "allocation", "rankings", "health"})
    void bringsTheRestWhenASectionFails(String section) throws Exception {
        BACKEND.reply(path(section), 500, error("INTERNAL"), "Content-Type: application/json");

        HttpResponse<String> reply = get("");

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

        get("");

        assertThat(BACKEND.requests(path("portfolio"))).as("not stored").hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"forecasts", "allocation", "rankings", "health"})
    void bringsWhatCameByTheDeadline(String section) throws Exception {
        BACKEND.hang(path(section));

        HttpResponse<String> reply = send(request("").header("Braid-Timeout", "300"));

        JsonNode document = JSON.readTree(reply.body());
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(document.at("/metadata/sections/" + section + "/status").stringValue())
                .isEqualTo("timeout");
        assertThat(document.at("/portfolio/limit").intValue()).isEqualTo(500);
        assertThat(header(reply, "Cache-Control")).isEqualTo("no-store");
        await().untilAsserted(() -> assertThat(BACKEND.abandoned()).contains(path(section)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "forecasts|{\"data\":null}",
                "forecasts|{\"data\":{\"forecasts\":[]}",
                "allocation|{\"data\":[]}",
                "rankings|{\"message\":\"m\"}",
                "health|<html>",
                "health|"
            })
    void neverBreaksTheDocumentOverAMalformedReply(String section, String body) throws Exception {
        BACKEND.reply(path(section), 200, body == null ? "" : body, PRIVATE);

        HttpResponse<String> reply = get("");

        JsonNode document = JSON.readTree(reply.body());
        assertThat(document.get(section).isNull()).isTrue();
        assertThat(document.at("/metadata/sections/" + section + "/error/code").stringValue())
                .isEqualTo("UPSTREAM_UNAVAILABLE");
        assertThat(header(reply, "Proxy-Status")).contains("error=http_protocol_error");
    }

    @ParameterizedTest
    @CsvSource({
        "404,BOARD_NOT_FOUND",
        "404,SPRINT_NOT_FOUND",
        "404,NO_ACTIVE_SPRINT",
        "403,FORBIDDEN",
        "401,UNAUTHENTICATED",
        "422,VALIDATION"
    })
    void passesTheRefusalOfThePortfolioOnUnchanged(int status, String code) throws Exception {
        String refusal = error(code).replace("{\"error\"", "{ \"error\"") + "\n";
        BACKEND.reply(path("portfolio"), status, refusal, "Content-Type: application/json", "Cache-Control: no-store");
        BACKEND.hang(path("forecasts"));

        HttpResponse<String> reply = get("");

        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(reply.body()).isEqualTo(refusal);
        assertThat(header(reply, "Content-Type")).isEqualTo("application/json");
        assertThat(header(reply, "Braid-Mode")).isEqualTo("aggregated");
        await().untilAsserted(() -> assertThat(BACKEND.waiting()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"500,502,UPSTREAM_UNAVAILABLE", "503,503,BUSY", "504,504,UPSTREAM_TIMEOUT"})
    void answersAsThePortfolioFailed(int sent, int status, String code) throws Exception {
        BACKEND.reply(path("portfolio"), sent, error(code), "Content-Type: application/json", "Retry-After: 17");

        HttpResponse<String> reply = get("");

        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(code(reply)).isEqualTo(code);
        assertThat(header(reply, "Braid-Mode")).isEqualTo("aggregated");
        assertThat(header(reply, "Proxy-Status")).contains("received-status=" + sent);
        if (status == 503) {
            assertThat(header(reply, "Retry-After")).isEqualTo("17");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"data\":null}", "{\"data\":[]}", "{\"message\":\"m\"}", "{\"data\":{}", "[]", "<html>"})
    void answers502WhenThePortfolioCannotBeRead(String body) throws Exception {
        BACKEND.reply(path("portfolio"), 200, body, PRIVATE);

        HttpResponse<String> reply = get("");

        assertThat(reply.statusCode()).isEqualTo(502);
        assertThat(code(reply)).isEqualTo("UPSTREAM_UNAVAILABLE");
    }

    @Test
    void answers504WhenThePortfolioIsLateAndCancelsTheCalls() throws Exception {
        SECTIONS.forEach(section -> BACKEND.hang(path(section)));

        HttpResponse<String> reply = send(request("").header("Braid-Timeout", "200"));

        assertThat(reply.statusCode()).isEqualTo(504);
        assertThat(code(reply)).isEqualTo("UPSTREAM_TIMEOUT");
        await().untilAsserted(() -> assertThat(BACKEND.abandoned()).hasSize(5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                PATH
                        + "?min_completion_percentage=60&max_completion_percentage=40|max_completion_percentage,min_completion_percentage",
                PATH + "?priority=urgent&sprint_id=x&sprint_id=y&colour=red|colour,priority,sprint_id",
                PATH + "?limit=501&limit=1&sort=|limit,sort",
                "/api/v1/meta-boards/seven/complete?health_status=ill|board_id,health_status",
                "/api/v1/meta-boards/%2e%2e/complete|board_id",
                "/api/v1/meta-boards/7;x=1/complete|board_id",
                "/api/v1/meta-boards/1234567890123456789/complete|board_id"
            })
    void namesEachBadParameter(String target, String names) throws Exception {
        HttpResponse<String> reply = send(requestOf(target));

        assertThat(reply.statusCode()).isEqualTo(422);
        assertThat(code(reply)).isEqualTo("VALIDATION");
        assertThat(JSON.readTree(reply.body()).at("/error/details").propertyNames())
                .containsExactlyInAnyOrder(names.split(","));
        assertThat(BACKEND.requests(path("portfolio"))).isEmpty();
    }

    @Test
    void answersAgainWithoutTheBackendInWhateverOrderItIsAsked() throws Exception {
        HttpResponse<String> first = get("?project_keys=PAY&project_keys=WEB&priority=high&limit=500");
        BACKEND.reset();

        HttpResponse<String> second = get("?priority=high&project_keys=web&project_keys=Pay&priority=high");

        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(header(second, "ETag")).isEqualTo(header(first, "ETag"));
        assertThat(second.headers().allValues("Cache-Status"))
                .allSatisfy(member -> assertThat(member).matches("braid; hit; ttl=[0-9]+; detail=[a-z]+"))
                .hasSize(5);
        assertThat(second.body()).contains("\"cache_hit\":true");
    }

    @Test
    void asksOnceForAllWhoAskTheSameAtTheSameTime() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> tabs = IntStream.range(0, 20)
                .mapToObj(tab -> client.sendAsync(
                        request(tab % 2 == 0 ? "?priority=high&priority=low" : "?priority=low&priority=high")
                                .build(),
                        HttpResponse.BodyHandlers.ofString()))
                .toList();

        for (CompletableFuture<HttpResponse<String>> tab : tabs) {
            assertThat(tab.get().statusCode()).isEqualTo(200);
        }
        SECTIONS.forEach(section -> assertThat(BACKEND.requests(path(section))).hasSize(1));
    }

    @Test
    void answers304WhileNothingChanges() throws Exception {
        String entityTag = header(get(""), "ETag");

        HttpResponse<String> stored = send(request("").header("If-None-Match", entityTag));
        HttpResponse<String> anew =
                send(request("?include_cached=false").header("If-None-Match", "\"other\", " + entityTag));
        bring("health", DATA.get("health").replace("no_data", "healthy"));
        HttpResponse<String> changed = send(request("?include_cached=false").header("If-None-Match", entityTag));

        assertThat(stored.statusCode()).isEqualTo(304);
        assertThat(stored.body()).isEmpty();
        assertThat(header(stored, "ETag")).isEqualTo(entityTag);
        assertThat(anew.statusCode()).isEqualTo(304);
        assertThat(changed.statusCode()).isEqualTo(200);
    }

    /** All lives are up to a tenth longer. */
    @ParameterizedTest
    @CsvSource({"active,299,331", "future,299,331", "closed,3599,3961"})
    void keepsADocumentAsLongAsItsSprintLets(String state, int fresh, int stale) throws Exception {
        bring("portfolio", portfolioOf(state));
        get("");

        assertLives(fresh, stale);
    }

    @Test
    void keepsADocumentThatSaysNothingOfItsSprintForTheShorterTime() throws Exception {
        for (String data : List.of(
                portfolioOf("paused"),
                DATA.get("portfolio").replace("\"sprint_state\"", "\"sprint\""),
                DATA.get("portfolio").replace("\"summary\"", "\"sum\""),
                "{\"summary\":[],\"sprint_state\":\"closed\"}")) {
            bring("portfolio", data);
            // Not as the contract has it, hence not recorded.
            HttpClient.newHttpClient()
                    .send(request("?include_cached=false").build(), HttpResponse.BodyHandlers.discarding());

            assertLives(299, 331);
        }
    }

    private void assertLives(int fresh, int stale) throws IOException, InterruptedException {
        CLOCK.advance(Duration.ofSeconds(fresh));
        assertThat(cacheStatus()).matches("braid; hit; ttl=[0-9]+; .*");
        CLOCK.advance(Duration.ofSeconds(stale - fresh));
        assertThat(cacheStatus()).matches("braid; hit; ttl=-[0-9]+; .*");
    }

    private String cacheStatus() throws IOException, InterruptedException {
        return header(
                HttpClient.newHttpClient().send(request("").build(), HttpResponse.BodyHandlers.discarding()),
                "Cache-Status");
    }

    @Test
    void showsAChangeOfTheBoardAtOnce() throws Exception {
        get("");
        get("?priority=high");
        bring("portfolio", portfolioNamed("Shuttle"));
        ResponseCache cache = BFF.bean(ResponseCache.class);

        cache.forget("meta_board:77").block();
        assertThat(get("").body()).doesNotContain("Shuttle");
        cache.forget("meta_board:7").block();

        assertThat(get("").body()).contains("Shuttle");
        assertThat(get("?priority=high").body()).contains("Shuttle");
    }

    @Test
    void makesADocumentAnewForWhoWantsNothingCachedAndKeepsItForTheOthers() throws Exception {
        get("");
        bring("portfolio", portfolioNamed("Shuttle"));

        assertThat(get("").body()).contains("\"cache_hit\":true").doesNotContain("Shuttle");
        HttpResponse<String> anew = get("?include_cached=false");

        assertThat(anew.body()).contains("Shuttle", "\"cache_hit\":false");
        assertThat(header(anew, "Cache-Status")).startsWith("braid; fwd=miss; fwd-status=200; stored");
        SECTIONS.forEach(section -> assertThat(BACKEND.requests(path(section)))
                .last()
                .asString()
                .startsWith("GET " + path(section) + "?include_cached=false HTTP/1.1\r\n"));
        assertThat(get("").body()).contains("Shuttle", "\"cache_hit\":true");
        assertThat(BACKEND.requests(path("portfolio"))).hasSize(2);
    }

    @Test
    void putsNothingCachedInThePlaceOfAFailureForWhoWantsNothingCached() throws Exception {
        get("");
        BACKEND.reply(path("portfolio"), 500, error("INTERNAL"), "Content-Type: application/json");

        assertThat(get("?include_cached=false").statusCode()).isEqualTo(502);
        assertThat(get("").statusCode()).isEqualTo(200);
    }

    @Test
    void standsInWhileTheBackendIsDown() throws Exception {
        get("");
        SECTIONS.forEach(
                section -> BACKEND.reply(path(section), 500, error("INTERNAL"), "Content-Type: application/json"));

        CLOCK.advance(Duration.ofMinutes(14));
        HttpResponse<String> stale = get("");
        CLOCK.advance(Duration.ofMinutes(3));

        assertThat(stale.statusCode()).isEqualTo(200);
        assertThat(header(stale, "Age")).isEqualTo("840");
        assertThat(get("").statusCode()).isEqualTo(502);
    }

    @Test
    void neverAnswersOneCallerWithWhatAnotherMaySee() throws Exception {
        get("");
        String another = "Bearer " + ISSUER.token("another");
        BACKEND.reply(path("portfolio"), 403, error("FORBIDDEN"), "Content-Type: application/json");

        HttpResponse<String> theirs = send(HttpRequest.newBuilder(BFF.url(PATH)).header("Authorization", another));
        HttpResponse<String> nobodys = send(HttpRequest.newBuilder(BFF.url(PATH)));

        assertThat(theirs.statusCode()).isEqualTo(403);
        assertThat(nobodys.statusCode()).isEqualTo(403);
        assertThat(get("").statusCode()).isEqualTo(200);
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
        return requestOf(PATH + query);
    }

    private HttpRequest.Builder requestOf(String target) {
        return HttpRequest.newBuilder(BFF.url(target))
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
        return "/api/v1/meta-boards/7/" + ENDPOINTS.get(section);
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
