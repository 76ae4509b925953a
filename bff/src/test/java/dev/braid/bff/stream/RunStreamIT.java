package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.braid.bff.RunningBff;
import dev.braid.bff.TestIssuer;
import dev.braid.bff.wire.WebSocketWire;
import dev.braid.bff.wire.Wire;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Viewers of a run over real sockets, before a backend that plays, refuses, dies and comes back. */
class RunStreamIT {

    private static final PlaybackBackend BACKEND = PlaybackBackend.start();
    private static final RunningBff BFF = RunningBff.before(URI.create(BACKEND.url()));
    private static final TestIssuer ISSUER = new TestIssuer();
    private static final JsonMapper JSON = new JsonMapper();

    private final List<Viewing> viewers = new ArrayList<>();
    private final String run = UUID.randomUUID().toString().replace("-", "");

    @AfterAll
    static void stop() {
        BFF.close();
        BACKEND.close();
    }

    @BeforeEach
    void everyoneMayWatch() {
        BACKEND.verdicts.clear();
        BACKEND.verdicts.put("", 200);
        BACKEND.status = "RUNNING";
        BACKEND.last = PlaybackBackend.ROWS - 1;
        BACKEND.refusal = request -> 0;
        BACKEND.opened.clear();
        BACKEND.heard.clear();
    }

    @AfterEach
    void everyoneLeaves() {
        viewers.forEach(Viewing::close);
    }

    @Test
    void playsARunToAPlainViewer() {
        Viewing viewer = watch("").play();

        viewer.awaitRow(50);

        assertThat(viewer.told).allMatch(Viewing.is("frame"));
        viewer.assertNothingIsMissing();
        assertThat(viewer.rows().get(0)).isZero();
    }

    @Test
    void servesManyOverOneSocketToTheBackend() {
        Viewing first = watch("").play();
        first.awaitRow(10);
        List<Viewing> others = List.of(watch(""), watch(""), watch("?session=main"));

        others.forEach(other -> other.awaitRow(40));

        assertThat(opened()).hasSize(1);
        others.forEach(Viewing::assertNothingIsMissing);
    }

    @Test
    void playsAFinishedRunForEachAlone() {
        BACKEND.status = "DONE";
        Viewing one = watch("", "braid.v1").play();
        Viewing other = watch("", "braid.v1");

        one.awaitRow(10);

        assertThat(other.awaitOne("hello").path("session"))
                .isNotEqualTo(one.awaitOne("hello").path("session"));
        assertThat(other.frames()).isEmpty();
        // A viewer is greeted before its session asks the backend.
        await().until(() -> opened().size() == 2);
    }

    @Test
    void tellsBraidClientsWhereTheyAre() {
        Viewing viewer = watch("?session=together", "braid.v1");

        JsonNode hello = viewer.awaitOne("hello");

        assertThat(viewer.subprotocol()).isEqualTo("braid.v1");
        assertThat(hello.path("i").asInt()).isEqualTo(-1);
        assertThat(hello.path("session").asString()).isEqualTo("together");
        assertThat(hello.path("driver").asBoolean()).isTrue();
        assertThat(hello.path("resumed").asBoolean()).isFalse();
        viewer.await(Viewing.is("status")
                .and(status -> status.path("state").asString().equals("live")));
    }

    @Test
    void letsTheOldestDriveAndThenTheNext() {
        Viewing driver = watch("", "braid.v1").play();
        driver.awaitRow(5);
        Viewing other = watch("", "braid.v1");
        other.awaitRow(10);

        other.say("{\"t\":\"ctrl\",\"cmd\":\"pause\"}");

        JsonNode refusal = other.awaitOne("err");
        assertThat(refusal.path("code").asString()).isEqualTo("FORBIDDEN");
        assertThat(refusal.path("details").toString()).isEqualTo("{\"driver\":false}");
        assertThat(BACKEND.heard).doesNotContain("pause");

        driver.close();
        other.await(Viewing.is("status").and(status -> status.path("driver").asBoolean()));
        other.say("{\"t\":\"ctrl\",\"cmd\":\"pause\"}");

        other.await(Viewing.is("status")
                .and(status -> status.path("ctrl").asString("").equals("pause")));
    }

    @Test
    void resumesWhereAViewerLeft() {
        Viewing stays = watch("", "braid.v1").play();
        Viewing leaves = watch("", "braid.v1");
        leaves.awaitRow(20);
        leaves.close();
        String epoch = leaves.awaitOne("hello").path("epoch").asString();
        int seen = leaves.lastRow();
        stays.awaitRow(seen + 20);

        Viewing back = watch("?epoch=" + epoch + "&from_i=" + (seen + 1), "braid.v1");
        back.awaitRow(seen + 40);

        assertThat(back.awaitOne("hello").path("resumed").asBoolean()).isTrue();
        assertThat(back.rows().get(0)).isEqualTo(seen + 1);
        back.assertNothingIsMissing();
    }

    @Test
    void showsThePresentToWhoeverIsTooLateForThePast() {
        Viewing stays = watch("", "braid.v1").play();
        stays.awaitRow(20);

        Viewing back = watch("?epoch=ffffffffffffffff-1&from_i=3", "braid.v1");
        back.awaitRow(30);

        assertThat(back.awaitOne("hello").path("resumed").asBoolean()).isFalse();
        assertThat(back.rows().get(0)).isGreaterThanOrEqualTo(20);
    }

    @Test
    void keepsEveryoneWhileTheBackendIsLost() {
        Viewing braid = watch("", "braid.v1").play();
        Viewing plain = watch("");
        plain.awaitRow(20);
        braid.awaitRow(20);

        BACKEND.cut();

        int seen = braid.lastRow();
        braid.await(Viewing.is("status")
                .and(status -> status.path("state").asString().equals("reconnecting")));
        braid.awaitRow(seen + 50);
        plain.awaitRow(seen + 50);
        braid.assertNothingIsMissing();
        plain.assertNothingIsMissing();
    }

    @Test
    void goesOnWhenTheBackendIsRestarted() {
        Viewing viewer = watch("", "braid.v1").play();
        viewer.awaitRow(20);

        BACKEND.die();
        viewer.await(Viewing.is("status")
                .and(status -> status.path("state").asString().equals("reconnecting")));
        int seen = viewer.lastRow();
        Instant back = Instant.now();
        BACKEND.come();

        viewer.awaitRow(seen + 1);
        assertThat(Duration.between(back, Instant.now())).isLessThan(Duration.ofSeconds(5));
        viewer.awaitRow(seen + 30);
        viewer.assertNothingIsMissing();
        assertThat(viewer.isClosed()).isFalse();
    }

    @Test
    void seeksAndSaysThatPositionsMeanSomethingElse() {
        Viewing viewer = watch("", "braid.v1").play();
        viewer.awaitRow(30);

        viewer.say("{\"t\":\"ctrl\",\"cmd\":\"seek\",\"pos\":5}");

        JsonNode anew = viewer.await(Viewing.is("hello")
                .and(hello ->
                        !hello.path("epoch").equals(viewer.awaitOne("hello").path("epoch"))));
        await().until(() -> viewer.framesAfter(anew).size() > 0);
        // A viewer that is slow gets a later row, which stands for this one.
        JsonNode first = viewer.framesAfter(anew).get(0);
        assertThat(first.path("i").asInt()).isGreaterThanOrEqualTo(5);
        assertThat(first.path("i").asInt() - first.path("dropped").asInt()).isLessThanOrEqualTo(5);
    }

    @Test
    void refusesPositionsOutsideTheRun() {
        BACKEND.last = 100;
        Viewing viewer = watch("", "braid.v1");

        viewer.say("{\"t\":\"ctrl\",\"cmd\":\"seek\",\"pos\":5000}");

        JsonNode refusal = viewer.awaitOne("err");
        assertThat(refusal.path("code").asString()).isEqualTo("RANGE");
        assertThat(refusal.path("details").toString()).isEqualTo("{\"min\":0,\"max\":100}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "{\"t\":\"ctrl\"}",
                "{\"t\":\"ctrl\",\"cmd\":\"dance\"}",
                "{\"t\":\"ctrl\",\"cmd\":\"speed\",\"val\":5000}",
                "{\"t\":\"ctrl\",\"cmd\":\"seek\"}",
                "{\"t\":\"rate\",\"fps\":0}",
                "{\"t\":\"auth\"}"
            })
    void saysWhatIsWrongWithAMessage(String message) {
        Viewing viewer = watch("");

        viewer.say(message);

        JsonNode error = viewer.awaitOne("err");
        assertThat(error.path("code").asString()).isEqualTo("VALIDATION");
        assertThat(error.path("msg").asString()).contains("expected");
        assertThat(viewer.isClosed()).isFalse();
    }

    @Test
    void takesTheTokenFromTheSubprotocol() {
        BACKEND.verdicts.put("", 401);
        BACKEND.verdicts.put("Bearer good", 200);

        Viewing viewer = watch("", "braid.v1", "bearer.good").play();

        viewer.awaitRow(5);
        assertThat(viewer.subprotocol()).isEqualTo("braid.v1");
        assertThat(opened().get(0)).endsWith("Bearer good");
    }

    @Test
    void takesTheTokenFromTheFirstMessage() {
        BACKEND.verdicts.put("", 401);
        BACKEND.verdicts.put("Bearer good", 200);

        Viewing viewer = watch("").say("{\"t\":\"auth\",\"token\":\"good\"}").play();

        viewer.awaitRow(5);
    }

    @Test
    void takesTheTokenOfAPageThatHasACookieToo() {
        BACKEND.verdicts.put("", 401);
        BACKEND.verdicts.put("Bearer good", 200);
        Viewing viewer = Viewing.with(
                List.of("Cookie", "theme=dark", "Origin", "http://127.0.0.1:" + BFF.port()),
                BFF.url("/api/v1/runs/" + run + "/stream"));
        viewers.add(viewer);

        viewer.say("{\"t\":\"auth\",\"token\":\"good\"}").play();

        viewer.awaitRow(5);
    }

    @Test
    void nobodyLeavesWhoseNextTokenCannotBeLookedAtNow() {
        BACKEND.verdicts.put("Bearer first", 200);
        BACKEND.verdicts.put("Bearer next", 503);
        Viewing viewer = watch("", "braid.v1", "bearer.first").play();
        viewer.awaitRow(5);

        viewer.say("{\"t\":\"auth\",\"token\":\"next\"}");
        viewer.awaitRow(viewer.rows().size() + 200);
        BACKEND.verdicts.put("Bearer next", 200);

        viewer.awaitRow(viewer.rows().size() + 100);
        assertThat(viewer.isClosed()).isFalse();
        viewer.assertNothingIsMissing();
    }

    @Test
    void closesWhoShowsNothingInTime() {
        BACKEND.verdicts.put("", 401);

        Viewing viewer = watch("");

        assertThat(viewer.awaitClosed()).isEqualTo(4401);
        assertThat(viewer.awaitOne("err").path("code").asString()).isEqualTo("UNAUTHENTICATED");
    }

    @Test
    void doesNotAskForATokenBeforeTheBackendDoes() {
        BACKEND.verdicts.put("", 503);

        Viewing viewer = watch("");

        assertThat(viewer.awaitClosed()).isEqualTo(1013);
        assertThat(viewer.awaitOne("err").path("code").asString()).isEqualTo("BUSY");
    }

    @Test
    void looksAtATokenToTheEndThatWasShownBeforeTheLastExpired() {
        String first = ISSUER.token("alice", Instant.now().plusSeconds(2));
        String next = ISSUER.token("alice", Instant.now().plusSeconds(60));
        BACKEND.verdicts.put("Bearer " + first, 200);
        BACKEND.verdicts.put("Bearer " + next, 503);
        Viewing viewer = watch("", "braid.v1", "bearer." + first).play();
        viewer.awaitRow(5);

        viewer.say("{\"t\":\"auth\",\"token\":\"" + next + "\"}");

        assertThat(viewer.awaitClosed()).isEqualTo(1013);
        assertThat(viewer.awaitOne("err").path("code").asString()).isEqualTo("BUSY");
    }

    @ParameterizedTest
    @CsvSource({"401,UNAUTHENTICATED,4401", "403,FORBIDDEN,4503", "404,RUN_NOT_FOUND,4504", "400,RUN_NOT_FOUND,4504"})
    void closesWhomTheBackendRefusesAndSaysWhy(int status, String error, int code) {
        BACKEND.verdicts.put("Bearer bad", status);

        Viewing viewer = watch("", "braid.v1", "bearer.bad");

        assertThat(viewer.awaitClosed()).isEqualTo(code);
        assertThat(viewer.awaitOne("err").path("code").asString()).isEqualTo(error);
        assertThat(viewer.frames()).isEmpty();
    }

    @Test
    void goesOnWithTheNextTokenAndEndsWithoutOne() {
        String first = ISSUER.token("alice", Instant.now().plusSeconds(3));
        String next = ISSUER.token("alice", Instant.now().plusSeconds(6));
        BACKEND.verdicts.put("Bearer " + first, 200);
        BACKEND.verdicts.put("Bearer " + next, 200);
        Viewing viewer = watch("", "braid.v1", "bearer." + first).play();
        viewer.await(
                Viewing.is("status").and(status -> status.path("expires_ms").asInt() > 0));
        Instant renewed = Instant.now();

        viewer.say("{\"t\":\"auth\",\"token\":\"" + next + "\"}");

        assertThat(viewer.awaitClosed()).isEqualTo(4401);
        assertThat(Duration.between(renewed, Instant.now())).isGreaterThan(Duration.ofSeconds(3));
        viewer.assertNothingIsMissing();
    }

    @Test
    void doesNotGoOnAsAnotherUser() {
        String alice = ISSUER.token("alice");
        String bob = ISSUER.token("bob");
        BACKEND.verdicts.put("Bearer " + alice, 200);
        BACKEND.verdicts.put("Bearer " + bob, 200);
        Viewing viewer = watch("", "braid.v1", "bearer." + alice);
        viewer.awaitOne("hello");

        viewer.say("{\"t\":\"auth\",\"token\":\"" + bob + "\"}");

        assertThat(viewer.awaitClosed()).isEqualTo(4403);
    }

    @Test
    void keepsPagesOfOtherOriginsOut() throws Exception {
        assertThat(head("", "Origin: https://evil.example")).startsWith("HTTP/1.1 403");
        assertThat(head("", "Origin: null")).startsWith("HTTP/1.1 403");
        assertThat(head("", "Cookie: session=1")).startsWith("HTTP/1.1 403");
        assertThat(head("", "Origin: http://localhost", "Cookie: session=1")).startsWith("HTTP/1.1 101");
        assertThat(head("", "Cookie: session=1", "Authorization: Bearer x"))
                .startsWith("HTTP/1.1 101")
                .contains("Braid-Mode: aggregated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?session=a%20b", "?from_i=-1", "?from_i=x", "?token=secret", "?session=a&session=b"})
    void refusesBadParametersBeforeTheUpgrade(String query) throws Exception {
        assertThat(head(query)).startsWith("HTTP/1.1 422");
    }

    @Test
    void saysThatAnUpgradeIsNeeded() throws Exception {
        HttpResponse<String> reply = get("/api/v1/runs/" + run + "/stream");

        assertThat(reply.statusCode()).isEqualTo(426);
        assertThat(reply.headers().firstValue("Sec-WebSocket-Version")).contains("13");
        assertThat(reply.body()).contains("UPGRADE_REQUIRED");
    }

    @Test
    void isAnEventStreamThatPlaysAtOnce() throws Exception {
        List<String> lines = events("?session=events", 12);

        assertThat(lines.get(0)).isEqualTo("id:0");
        assertThat(lines.get(1)).startsWith("data:{\"t\":\"frame\",\"i\":0,");
        assertThat(lines.get(3)).isEqualTo("id:1");
        assertThat(BACKEND.heard).anyMatch(said -> said.contains("play"));
    }

    @Test
    void anEventStreamHasAHead() throws Exception {
        HttpResponse<String> reply = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(BFF.url("/api/v1/runs/" + run + "/events"))
                                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("Content-Type")).contains("text/event-stream");
        assertThat(reply.headers().firstValue("Braid-Mode")).contains("aggregated");
    }

    @Test
    void anEventStreamOfThePagesOwnOriginNeedsNoneBesideItsCookie() throws Exception {
        String events = "/api/v1/runs/" + run + "/events";
        String request = "GET " + events + " HTTP/1.1\r\nHost: localhost\r\nCookie: session=1\r\n";
        try (Wire own = Wire.to(BFF.port());
                Wire other = Wire.to(BFF.port())) {
            assertThat(own.send(request + "Sec-Fetch-Site: same-origin\r\n\r\n").readHead())
                    .startsWith("HTTP/1.1 200");
            assertThat(other.send(request + "\r\n").readHead()).startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void anEventStreamGoesOnBehindTheLastEvent() throws Exception {
        BACKEND.status = "DONE";

        List<String> lines = events("", 3, "Last-Event-ID", "41");

        assertThat(lines.get(0)).isEqualTo("id:42");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ERROR", "CANCELLED"})
    void anEventStreamTellsWhoComesBackToARunThatCameToNothingToStayAway(String status) throws Exception {
        BACKEND.status = status;
        HttpRequest.Builder request = HttpRequest.newBuilder(BFF.url("/api/v1/runs/" + run + "/events"));

        for (String seen : List.of("-1", "41")) {
            HttpResponse<String> reply = HttpClient.newHttpClient()
                    .send(request.copy().header("Last-Event-ID", seen).build(), HttpResponse.BodyHandlers.ofString());

            assertThat(reply.statusCode()).as(seen).isEqualTo(204);
        }
    }

    @Test
    void anEventStreamBeginsAtTheFirstRowAfterTheEndOfNone() throws Exception {
        BACKEND.status = "DONE";

        assertThat(events("", 3, "Last-Event-ID", "-1").get(0)).isEqualTo("id:0");
    }

    @ParameterizedTest
    @CsvSource({"401,UNAUTHENTICATED", "403,FORBIDDEN", "404,RUN_NOT_FOUND"})
    void anEventStreamIsRefusedInItsReply(int status, String code) throws Exception {
        BACKEND.verdicts.put("", status);

        HttpResponse<String> reply = get("/api/v1/runs/" + run + "/events");

        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(reply.body()).contains(code);
    }

    @Test
    void saysThatThereIsNoLiveDashboardYet() throws Exception {
        Viewing viewer = Viewing.of(BFF.url("/api/v1/dashboard/stream"));
        viewers.add(viewer);

        assertThat(viewer.awaitClosed()).isEqualTo(4504);
        assertThat(get("/api/v1/dashboard/events").statusCode()).isEqualTo(503);
    }

    @Test
    void operatorsSeeSessionsAndEndThem() throws Exception {
        Viewing viewer = watch("?session=seen").play();
        viewer.awaitRow(5);

        JsonNode list = JSON.readTree(get("/api/v1/streams").body());
        JsonNode session = list.path("sessions")
                .valueStream()
                .filter(each -> each.path("name").asString().equals("seen"))
                .findFirst()
                .orElseThrow();
        String id = session.path("session").asString();
        int ended = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(BFF.url("/api/v1/streams/" + id))
                                .DELETE()
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();

        assertThat(session.path("run_id").asString()).isEqualTo(run);
        assertThat(session.path("viewers").asInt()).isEqualTo(1);
        assertThat(session.path("state").asString()).isEqualTo("live");
        assertThat(ended).isEqualTo(204);
        assertThat(viewer.awaitClosed()).isEqualTo(4500);
        await().until(() -> get("/api/v1/streams/" + id).statusCode() == 404);
    }

    /** Sockets for this run; others may still be opened for sessions that nobody watches any more. */
    private List<String> opened() {
        return BACKEND.opened.stream().filter(target -> target.contains(run)).toList();
    }

    private Viewing watch(String query, String... subprotocols) {
        Viewing viewing = Viewing.of(BFF.url("/api/v1/runs/" + run + "/stream" + query), subprotocols);
        viewers.add(viewing);
        return viewing;
    }

    private String head(String query, String... headers) throws Exception {
        try (WebSocketWire wire = WebSocketWire.to(BFF.port(), "/api/v1/runs/" + run + "/stream" + query, headers)) {
            return wire.head();
        }
    }

    private HttpResponse<String> get(String target) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(BFF.url(target)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private List<String> events(String query, int lines, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(BFF.url("/api/v1/runs/" + run + "/events" + query));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<java.util.stream.Stream<String>> reply =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofLines());
        assertThat(reply.headers().firstValue("Content-Type")).contains("text/event-stream");
        try (java.util.stream.Stream<String> body = reply.body()) {
            return body.limit(lines).toList();
        }
    }
}
