package dev.braid.core.playback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.braid.core.CoreTestServer;
import dev.braid.core.changes.TestSocket;
import dev.braid.core.identity.TestCallers;
import dev.braid.core.identity.TestCallers.Known;
import dev.braid.core.marketdata.BarStore;
import dev.braid.core.run.RandomMarket;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;

/** Runs played back on real sockets and as real event streams, out of a real database. */
@ExtendWith(OutputCaptureExtension.class)
class PlaybackIT extends CoreTestServer {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SESSIONS = 12;
    private static final int ROWS = SESSIONS * RandomMarket.MINUTES;

    @Autowired
    private ApplicationContext service;

    @Autowired
    private BarStore bars;

    private TestCallers callers;

    @BeforeEach
    void aMarket() {
        callers = TestCallers.of(service);
        RandomMarket.store(bars, "PLAY", SESSIONS);
    }

    @Test
    void playsEveryOrderOfARunAsItIsListed() {
        String runId = executed();
        JsonNode orders =
                json(get("/backtests/" + runId + "/orders?limit=5000")).get("items");
        JsonNode points = json(get("/backtests/" + runId + "/equity")).get("points");
        assertThat(orders).hasSizeGreaterThan(100);

        try (TestSocket socket = open(runId)) {
            socket.say("{\"t\":\"ctrl\",\"cmd\":\"speed\",\"val\":1000}");
            socket.say("{\"t\":\"ctrl\",\"cmd\":\"play\"}");
            JsonNode end = awaited(socket, "end");

            assertThat(ordersOf(socket)).isEqualTo(orders.valueStream().toList());
            List<JsonNode> frames = of(socket, "frame");
            assertThat(frames).hasSizeLessThan(ROWS / 2);
            assertThat(frames).allSatisfy(frame -> {
                JsonNode point = points.get(frame.get("i").asInt());
                assertThat(frame.get("ts")).isEqualTo(point.get("ts"));
                assertThat(frame.get("equity").asDouble())
                        .isEqualTo(point.get("value").asDouble());
                assertThat(frame.at("/ohlc/v").asLong()).isPositive();
            });
            assertThat(frames.stream()
                            .mapToLong(frame -> frame.at("/ohlc/v").asLong())
                            .sum())
                    .isEqualTo(ROWS * 100L);
            assertThat(end.get("i").asInt()).isEqualTo(ROWS - 1);
            assertThat(end.get("ts")).isEqualTo(points.get(ROWS - 1).get("ts"));
            assertThat(socket.isClosed()).isFalse();
        }
    }

    @Test
    void goesOnAfterAPauseAndPlaysThirtyFramesASecond() {
        String runId = stored("DONE", 100_000, 0);
        try (TestSocket socket = open(runId)) {
            long began = System.nanoTime();
            say(socket, "play");
            await().atMost(PATIENCE).until(() -> of(socket, "frame").size() >= 60);
            double seconds = (System.nanoTime() - began) / 1e9;
            say(socket, "pause");
            socket.say("{\"cmd\":\"seek\",\"pos\":-1}");
            awaited(socket, "err");
            int paused = last(socket);
            say(socket, "play");
            await().atMost(PATIENCE).until(() -> of(socket, "frame").size() >= 90);

            assertThat(seconds).isCloseTo(2, within(0.5));
            List<Integer> indexes = indexes(socket);
            assertThat(indexes).isSorted().doesNotHaveDuplicates();
            assertThat(indexes.stream().filter(i -> i > paused).findFirst().orElseThrow())
                    .isBetween(paused + 1, paused + 60);
        }
    }

    @Test
    void showsBarsAsTheyWereCorrected() {
        String runId = stored("DONE", 50, 0);
        assertThat(volumeAt(runId, 7)).isEqualTo(100);
        owner().sql("UPDATE bars SET v = 123 WHERE symbol = 'PLAY' AND t = '2024-03-04T14:37:00Z'")
                .update();
        owner().sql("UPDATE symbols SET revision = gen_random_uuid() WHERE symbol = 'PLAY'")
                .update();
        try {
            assertThat(volumeAt(runId, 7)).isEqualTo(123);
        } finally {
            RandomMarket.store(bars, "PLAY", SESSIONS);
        }
    }

    private long volumeAt(String runId, int row) {
        try (TestSocket socket = open(runId)) {
            socket.say("{\"cmd\":\"seek\",\"pos\":" + row + "}");
            return awaited(socket, "frame").at("/ohlc/v").asLong();
        }
    }

    @Test
    void resumesAtARow() {
        String runId = stored("DONE", 50, 2);
        try (TestSocket socket = open(runId, "?from_i=20")) {
            say(socket, "play");
            awaited(socket, "end");

            // A tick that comes late plays more than one row.
            assertThat(indexes(socket).get(0)).isBetween(20, 30);
            assertThat(ordersOf(socket))
                    .extracting(order -> order.get("order_id").asString())
                    .isEqualTo(orderIds(20, 50, 2));
        }
    }

    @Test
    void showsTheRowThatWasSought() {
        String runId = stored("DONE", 50, 2);
        try (TestSocket socket = open(runId)) {
            socket.say("{\"t\":\"ctrl\",\"cmd\":\"seek\",\"pos\":\"2024-03-04T14:45:30Z\"}");
            JsonNode frame = awaited(socket, "frame");
            socket.say("{\"t\":\"ctrl\",\"cmd\":\"seek\",\"pos\":50}");
            JsonNode error = awaited(socket, "err");

            assertThat(frame.get("i").asInt()).isEqualTo(15);
            assertThat(ordersOf(socket))
                    .extracting(order -> order.get("order_id").asString())
                    .isEqualTo(orderIds(15, 16, 2));
            assertThat(error.get("code").asString()).isEqualTo("RANGE");
            assertThat(error.get("details").toString()).isEqualTo("{\"min\":0,\"max\":49}");
        }
    }

    @Test
    void followsARunAsItGrows() {
        String runId = stored("RUNNING", 0, 0);
        try (TestSocket socket = open(runId)) {
            say(socket, "play");
            append(runId, 0, 20, 1);
            await().atMost(PATIENCE).until(() -> last(socket) == 19);
            append(runId, 20, 40, 1);
            await().atMost(PATIENCE).until(() -> last(socket) == 39);
            assertThat(of(socket, "end")).isEmpty();

            owner().sql("UPDATE runs SET status = 'DONE' WHERE run_id = ?")
                    .param(runId)
                    .update();

            assertThat(awaited(socket, "end").get("i").asInt()).isEqualTo(39);
            assertThat(indexes(socket)).startsWith(0).isSorted().doesNotHaveDuplicates();
            assertThat(ordersOf(socket)).hasSize(40);
        }
    }

    @Test
    void saysThatARunWasCancelled() {
        String runId = stored("RUNNING", 5, 1);
        try (TestSocket socket = open(runId)) {
            say(socket, "play");
            await().atMost(PATIENCE).until(() -> last(socket) == 4);
            owner().sql("UPDATE runs SET status = 'CANCELLED' WHERE run_id = ?")
                    .param(runId)
                    .update();

            assertThat(awaited(socket, "err").at("/details/status").asString()).isEqualTo("CANCELLED");
            assertThat(awaited(socket, "end").get("i").asInt()).isEqualTo(4);
        }
    }

    @Test
    void showsNobodyTheRunOfAnother() {
        String runId = stored("DONE", 5, 1, callers.user("member").id());
        Known other = callers.user("member");
        for (String id : List.of(runId, "none", "no%20id")) {
            try (TestSocket socket =
                    TestSocket.open(uri("/backtests/" + id + "/ws"), "Authorization", other.bearer())) {
                assertThat(socket.closed()).isEqualTo(4504);
                assertThat(of(socket, "err"))
                        .extracting(error -> error.get("code").asString())
                        .containsExactly("RUN_NOT_FOUND");
            }
        }
        HttpResponse<String> stream = get("/backtests/" + runId + "/stream", "Authorization", other.bearer());
        assertThat(stream.statusCode()).isEqualTo(404);
        assertThat(json(stream).at("/error/code").asString()).isEqualTo("RUN_NOT_FOUND");
    }

    @Test
    void showsAMachineEveryRunTwoHundredTimesAtOnce() {
        String runId = stored("DONE", 100, 2, callers.user("member").id());
        Known machine = callers.service("run:read");
        List<TestSocket> sockets = IntStream.range(0, 200)
                .mapToObj(i -> TestSocket.open(uri("/backtests/" + runId + "/ws"), "Authorization", machine.bearer()))
                .toList();
        try {
            sockets.forEach(socket -> say(socket, "play"));

            await().atMost(PATIENCE)
                    .until(() -> sockets.stream()
                            .noneMatch(socket -> of(socket, "end").isEmpty()));
            for (TestSocket socket : sockets) {
                assertThat(ordersOf(socket))
                        .extracting(order -> order.get("order_id").asString())
                        .isEqualTo(orderIds(0, 100, 2));
            }
        } finally {
            sockets.forEach(TestSocket::close);
        }
    }

    @Test
    void refusesWhoeverMayReadNoRuns() {
        String runId = stored("DONE", 5, 1);
        Known nobody = callers.user();
        assertThat(TestSocket.refused(uri("/backtests/" + runId + "/ws"), "Authorization", nobody.bearer()))
                .isEqualTo(403);
        try (TestSocket socket =
                TestSocket.offering(uri("/backtests/" + runId + "/ws"), "braid.v1", "bearer." + nobody.token())) {
            assertThat(socket.closed()).isEqualTo(4503);
        }
        try (TestSocket socket = TestSocket.offering(uri("/backtests/" + runId + "/ws"), "braid.v1", "bearer.x.y.z")) {
            assertThat(socket.closed()).isEqualTo(4401);
        }
    }

    @Test
    void answersBadInputAndStays() {
        String runId = stored("DONE", 5, 1);
        try (TestSocket socket = open(runId)) {
            socket.say("{");
            socket.say("{\"t\":\"ctrl\",\"cmd\":\"rewind\"}");
            socket.say("{\"t\":\"ctrl\",\"cmd\":\"speed\",\"val\":1001}");
            socket.say("x".repeat(64 * 1024));
            await().atMost(PATIENCE).until(() -> of(socket, "err").size() == 4);

            assertThat(of(socket, "err"))
                    .extracting(error -> error.get("code").asString())
                    .containsOnly("VALIDATION");
            say(socket, "play");
            awaited(socket, "end");
        }
    }

    @Test
    void refusesMessagesThatAreTooLongOrBinary() {
        String runId = stored("DONE", 5, 1);
        try (TestSocket tooLong = open(runId);
                TestSocket binary = open(runId);
                TestSocket largeBinary = open(runId)) {
            tooLong.say("x".repeat(64 * 1024 + 1));
            binary.socket().sendBinary(ByteBuffer.allocate(1), true).join();
            largeBinary.socket().sendBinary(ByteBuffer.allocate(100_000), true).join();

            assertThat(tooLong.closed()).isEqualTo(1009);
            assertThat(binary.closed()).isEqualTo(1003);
            assertThat(largeBinary.closed()).isEqualTo(1003);
        }
    }

    @Test
    void takesNoOtherParametersAndNoRowBeyondTheRun() {
        String runId = stored("DONE", 5, 1);
        assertThat(TestSocket.refused(uri("/backtests/" + runId + "/ws?from_i=-1")))
                .isEqualTo(422);
        assertThat(TestSocket.refused(uri("/backtests/" + runId + "/ws?token=x")))
                .isEqualTo(422);
        assertThat(get("/backtests/" + runId + "/ws").statusCode()).isEqualTo(400);
        assertThat(TestSocket.refused(uri("/backtests/" + runId + "/ws"), "Origin", "https://evil.example"))
                .isEqualTo(403);
        try (TestSocket socket = open(runId, "?from_i=6")) {
            assertThat(socket.closed()).isEqualTo(4500);
            assertThat(of(socket, "err").get(0).at("/details/max").asInt()).isEqualTo(5);
        }
    }

    @Test
    void cutsOffWhoeverReadsTooSlowly() {
        String runId = stored("DONE", 1_800, 0);
        owner().sql("""
                        INSERT INTO run_orders (run_id, owner, seq, ts, order_id, side, qty, price, type, time_in_force)
                        SELECT run_id, owner, seq, ts, seq || repeat('x', 20000), 'BUY', 1, 1, 'MKT', 'IOC'
                        FROM run_equity WHERE run_id = ?
                        """).param(runId).update();
        double before = slow();
        try (TestSocket slow = TestSocket.notReading(uri("/backtests/" + runId + "/ws"))) {
            slow.say("{\"t\":\"ctrl\",\"cmd\":\"speed\",\"val\":600}");
            say(slow, "play");

            await().atMost(PATIENCE).until(() -> slow() > before);
            slow.read();
            // Even that it is closed it may not have been ready to read.
            assertThat(slow.closed()).isIn(1013, 1006);
        }
    }

    @Test
    void letsAPageProveWhoItIs() {
        Known ada = callers.user("member");
        String runId = stored("DONE", 5, 1, ada.id());
        try (TestSocket socket =
                TestSocket.offering(uri("/backtests/" + runId + "/ws"), "braid.v1", "bearer." + ada.token())) {
            assertThat(socket.socket().getSubprotocol()).isEqualTo("braid.v1");
            socket.say("{\"t\":\"auth\",\"token\":\"" + ada.token() + "\"}");
            say(socket, "play");
            awaited(socket, "end");
            socket.say("{\"t\":\"auth\",\"token\":\"" + callers.user("member").token() + "\"}");

            assertThat(socket.closed()).isEqualTo(4403);
        }
    }

    @Test
    void closesBeforeTheServiceEnds() throws Exception {
        Playbacks playbacks = service.getBean(Playbacks.class);
        String runId = stored("DONE", 100_000, 0);
        try (TestSocket socket = open(runId);
                TestStream stream = TestStream.open(uri("/backtests/" + runId + "/stream"))) {
            say(socket, "play");
            awaited(socket, "frame");
            stream.await(1);
            playbacks.stop();

            assertThat(socket.closed()).isEqualTo(1012);
            stream.awaitEnd();
            assertThat(TestSocket.refused(uri("/backtests/" + runId + "/ws"))).isEqualTo(503);
            assertThat(get("/backtests/" + runId + "/stream").statusCode()).isEqualTo(503);
        } finally {
            playbacks.start();
        }
    }

    @Test
    void streamsARunAndGoesOnAfterTheLastEvent() throws Exception {
        String runId = stored("DONE", 300, 2);
        List<JsonNode> seen = new ArrayList<>();
        String lastId;
        try (TestStream stream = TestStream.open(uri("/backtests/" + runId + "/stream?speed=1"))) {
            assertThat(stream.header("Content-Type")).startsWith("text/event-stream");
            assertThat(stream.header("Cache-Control")).isEqualTo("no-store");
            stream.await(10);
            lastId = stream.lastId();
            seen.addAll(stream.events().stream()
                    .filter(event -> event.get("i").asInt() <= Integer.parseInt(lastId))
                    .toList());
        }
        try (TestStream stream =
                TestStream.open(uri("/backtests/" + runId + "/stream?speed=1000"), "Last-Event-ID", lastId)) {
            stream.awaitEnd();
            seen.addAll(stream.events());
        }

        assertThat(seen.get(seen.size() - 1).get("t").asString()).isEqualTo("end");
        List<JsonNode> orders = new ArrayList<>();
        seen.stream()
                .filter(event -> event.has("orders"))
                .forEach(event -> event.get("orders").forEach(orders::add));
        assertThat(orders).extracting(order -> order.get("order_id").asString()).isEqualTo(orderIds(0, 300, 2));
        assertThat(get("/backtests/" + runId + "/stream", "Last-Event-ID", "299")
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void tellsWhoComesBackToARunThatCameToNothingToStayAway() {
        for (String status : List.of("CANCELLED", "ERROR")) {
            assertThat(get("/backtests/" + stored(status, 0, 0) + "/stream", "Last-Event-ID", "7")
                            .statusCode())
                    .isEqualTo(204);
        }
    }

    /** As an EventSource does: it comes back after each end, with the id of the last event that had one. */
    @ParameterizedTest
    @ValueSource(strings = {"ERROR", "CANCELLED", "DONE"})
    void lastsForNoMoreThanOneReturnWhenARunEndedBeforeItsFirstRow(String status) throws Exception {
        String runId = stored(status, 0, 0);
        String lastId;
        try (TestStream first = TestStream.open(uri("/backtests/" + runId + "/stream"))) {
            first.awaitEnd();
            assertThat(first.events())
                    .last()
                    .extracting(event -> event.get("t").asString())
                    .isEqualTo("end");
            lastId = first.lastId();
        }

        assertThat(lastId).isEqualTo("-1");
        assertThat(get("/backtests/" + runId + "/stream", "Last-Event-ID", lastId)
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void beginsAtTheFirstRowForWhoeverSawTheEndOfNone() throws Exception {
        String runId = stored("DONE", 5, 1);
        try (TestStream stream = TestStream.open(uri("/backtests/" + runId + "/stream"), "Last-Event-ID", "-1")) {
            stream.awaitEnd();

            assertThat(stream.events().get(0).get("i").asInt()).isZero();
            assertThat(stream.lastId()).isEqualTo("4");
        }
    }

    @Test
    void endsTheStreamsOfWhoeverGoesAway(CapturedOutput output) throws Exception {
        String runId = stored("DONE", 100_000, 0);
        double before = openPlaybacks();
        List<TestStream> streams = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            streams.add(TestStream.open(uri("/backtests/" + runId + "/stream")));
        }
        for (TestStream stream : streams) {
            stream.await(3);
            stream.close();
        }

        await().atMost(PATIENCE).until(() -> openPlaybacks() <= before);
        assertThat(output.getAll()).doesNotContain("/backtests/" + runId + "/stream failed");
    }

    @Test
    void streamsFromAnInstant() throws Exception {
        String runId = stored("DONE", 30, 1);
        try (TestStream stream = TestStream.open(uri("/backtests/" + runId + "/stream?from=2024-03-04T14:50:10Z"))) {
            stream.awaitEnd();

            assertThat(stream.events().get(0).get("i").asInt()).isEqualTo(20);
            assertThat(stream.events()).hasSize(11);
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            ?speed=0, '', 422, VALIDATION
            ?speed=fast, '', 422, VALIDATION
            ?speed=NaN, '', 422, VALIDATION
            ?from=-1, '', 422, VALIDATION
            ?from=yesterday, '', 422, VALIDATION
            ?from=1T, '', 422, VALIDATION
            ?speed=1&speed=2, '', 422, VALIDATION
            ?token=x, '', 422, VALIDATION
            '', abc, 422, VALIDATION
            '', -2, 422, VALIDATION
            ?from=6, '', 400, RANGE
            ?from=2024-03-04T14:29:59Z, '', 400, RANGE
            ?from=2024-03-05T14:29:59Z, '', 400, RANGE
            '', 5, 400, RANGE
            """)
    void refusesAStreamThatCannotBe(String query, String lastEventId, int status, String code) {
        String runId = stored("DONE", 5, 1);

        HttpResponse<String> reply = lastEventId.isEmpty()
                ? get("/backtests/" + runId + "/stream" + query)
                : get("/backtests/" + runId + "/stream" + query, "Last-Event-ID", lastEventId);

        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(json(reply).at("/error/code").asString()).isEqualTo(code);
        assertThat(json(reply).at("/error/details").isObject()).isTrue();
    }

    @Test
    void namesWhatIsOutsideTheRun() {
        String runId = stored("DONE", 5, 1);
        String queued = stored("QUEUED", 0, 0);

        assertThat(message(get("/backtests/" + runId + "/stream", "Last-Event-ID", "900")))
                .isEqualTo("Last-Event-ID: 900 (expected: -1 to 4)");
        assertThat(message(get("/backtests/" + runId + "/stream?from=901"))).isEqualTo("from: 901 (expected: 0 to 5)");
        assertThat(message(get("/backtests/" + queued + "/stream?from=2024-03-04T14:30:00Z")))
                .isEqualTo("from: 2024-03-04T14:30:00Z (expected: a row, as long as the run has none)");
    }

    private static String message(HttpResponse<String> reply) {
        return json(reply).at("/error/message").asString();
    }

    @Test
    void streamsARunToWhoeverAsksForAWholeReply() {
        String runId = stored("DONE", 5, 1);

        HttpResponse<String> reply = get("/backtests/" + runId + "/stream?from=3");

        assertThat(reply.body())
                .startsWith("id: 3\ndata: {\"t\":\"frame\",\"i\":3,")
                .endsWith("\"}\n\n");
        assertThat(reply.body()).contains("\n\nid: 4\ndata: {\"t\":\"end\",\"i\":4,");
        assertThat(send("HEAD", "/backtests/" + runId + "/stream", null).statusCode())
                .isEqualTo(200);
        assertThat(send("POST", "/backtests/" + runId + "/stream", "{}").statusCode())
                .isEqualTo(405);
    }

    private String executed() {
        HttpResponse<String> accepted = send("POST", "/backtests", """
                {"symbol":"PLAY","year":2024,"strategy_id":"sma_crossover","params":{"fast":5,"slow":15}}
                """, "Content-Type", "application/json");
        String runId = json(accepted).get("run_id").asString();
        await().atMost(PATIENCE)
                .until(() -> json(get("/backtests/" + runId)).get("status").asString(), "DONE"::equals);
        return runId;
    }

    private String stored(String status, int rows, int ordersARow) {
        return stored(status, rows, ordersARow, "demo");
    }

    /** A run of somebody with so many rows, a minute each. */
    private String stored(String status, int rows, int ordersARow, String user) {
        String runId = UUID.randomUUID().toString().replace("-", "");
        owner().sql("""
                        INSERT INTO runs (run_id, origin, owner, dataset_id, symbol, run_from, run_to, strategy_id, params, seed,
                            slippage_fees, speed, code_hash, input_hash, created_at, status, error)
                        VALUES (:id, 'ENGINE', :user, 'PLAY-2024-1m', 'PLAY', '2024-03-04', '2024-03-04', 'sma_crossover', '{}', 1,
                            '{}', 60, 'x', :id, now(), :status, CASE :status WHEN 'ERROR' THEN 'no luck' END)
                        """)
                .param("id", runId)
                .param("user", user)
                .param("status", status)
                .update();
        append(runId, 0, rows, ordersARow);
        return runId;
    }

    private static void append(String runId, int first, int end, int ordersARow) {
        owner().sql("""
                        WITH points AS (
                            INSERT INTO run_equity (run_id, owner, seq, ts, value)
                            SELECT run_id, owner_or_nobody, n, timestamptz '2024-03-04T14:30:00Z' + n * interval '1 minute', 1000 + n
                            FROM runs, generate_series(:first, :end - 1) AS n WHERE run_id = :id
                            RETURNING *
                        )
                        INSERT INTO run_orders (run_id, owner, seq, ts, order_id, side, qty, price, type, time_in_force)
                        SELECT run_id, owner, seq * :each + k, ts - (:each - 1 - k) * interval '1 second', seq || '-' || k, 'BUY', 1, 1,
                            'MKT', 'IOC'
                        FROM points, generate_series(0, :each - 1) AS k
                        """)
                .param("id", runId)
                .param("first", first)
                .param("end", end)
                .param("each", ordersARow)
                .update();
    }

    private static List<String> orderIds(int first, int end, int each) {
        return IntStream.range(first, end)
                .boxed()
                .flatMap(row -> IntStream.range(0, each).mapToObj(k -> row + "-" + k))
                .toList();
    }

    private TestSocket open(String runId) {
        return open(runId, "");
    }

    private TestSocket open(String runId, String query) {
        return TestSocket.open(uri("/backtests/" + runId + "/ws" + query));
    }

    private static void say(TestSocket socket, String command) {
        socket.say("{\"t\":\"ctrl\",\"cmd\":\"" + command + "\"}");
    }

    private static JsonNode awaited(TestSocket socket, String type) {
        await().atMost(PATIENCE).until(() -> !of(socket, type).isEmpty());
        return of(socket, type).get(0);
    }

    private static List<JsonNode> of(TestSocket socket, String type) {
        return socket.frames().stream()
                .filter(said -> said.get("t").asString().equals(type))
                .toList();
    }

    private static List<Integer> indexes(TestSocket socket) {
        return of(socket, "frame").stream().map(frame -> frame.get("i").asInt()).toList();
    }

    private static int last(TestSocket socket) {
        List<Integer> indexes = indexes(socket);
        return indexes.isEmpty() ? -1 : indexes.get(indexes.size() - 1);
    }

    private static List<JsonNode> ordersOf(TestSocket socket) {
        List<JsonNode> orders = new ArrayList<>();
        of(socket, "frame").forEach(frame -> frame.get("orders").forEach(orders::add));
        return orders;
    }

    private double openPlaybacks() {
        return service.getBean(MeterRegistry.class)
                .get("braid.playback.open")
                .gauge()
                .value();
    }

    private double slow() {
        return service.getBean(MeterRegistry.class)
                .get("braid.playback.slow")
                .counter()
                .count();
    }
}
