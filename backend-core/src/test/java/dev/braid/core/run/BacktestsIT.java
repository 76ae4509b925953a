package dev.braid.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.braid.core.CoreTestServer;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.marketdata.BarStore;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Runs from the outside: created, watched, read, cancelled, deleted. */
class BacktestsIT extends CoreTestServer {
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);
    private static final String SYMBOL = "RUNA";
    private static final int SESSIONS = 12;
    private static final String READER_OF_EQUITY = "WHERE relation = 'run_equity'::regclass AND NOT granted";

    @Autowired
    private BarStore bars;

    @Autowired
    private DataSource dataSource;

    @BeforeEach
    void aMarket() {
        RandomMarket.store(bars, SYMBOL, SESSIONS);
    }

    @Test
    void runsFromQueuedToDone() {
        HttpResponse<String> accepted = post(body(20, 50, 1));

        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(json(accepted).at("/status").asString()).isEqualTo("QUEUED");
        String runId = json(accepted).at("/run_id").asString();
        assertThat(header(accepted, "Location")).isEqualTo("/backtests/" + runId);
        JsonNode run = awaitStatus(runId, "DONE");
        assertThat(run.at("/dataset_id").asString()).isEqualTo("RUNA-2024-1m");
        assertThat(run.at("/params/fast").asInt()).isEqualTo(20);
        assertThat(run.at("/slippage_fees/fees_bps").asDouble()).isEqualTo(1);
        assertThat(run.at("/progress").asDouble()).isEqualTo(1);
        assertThat(run.at("/error").isNull()).isTrue();
        assertThat(run.at("/duration_ms").asLong()).isPositive();
        assertThat(run.at("/run_from").asString()).isEqualTo("2024-01-01");
        assertThat(run.at("/run_to").asString()).isEqualTo("2024-12-31");
        assertThat(run.at("/code_hash").asString()).hasSize(64);
        for (JsonNode path : List.of(
                run.at("/artifacts/metrics_path"),
                run.at("/artifacts/equity_path"),
                run.at("/artifacts/orders_path"),
                run.at("/artifacts/fills_path"),
                run.at("/artifacts/run_manifest_path"),
                run.at("/manifest/path"))) {
            assertThat(get(path.asString()).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void leavesBooksThatBalance() {
        String runId = done(body(5, 15, 2));

        Map<String, Double> costs = new HashMap<>();
        JsonNode fills = json(get("/backtests/" + runId + "/fills?limit=5000"));
        JsonNode orders = json(get("/backtests/" + runId + "/orders?limit=5000"));
        JsonNode equity = json(get("/backtests/" + runId + "/equity"));
        Set<String> sides = new HashSet<>();
        double cash = 100_000;
        long position = 0;
        for (int i = 0; i < fills.at("/items").size(); i++) {
            JsonNode fill = fills.at("/items").get(i);
            JsonNode order = orders.at("/items").get(i);
            assertThat(fill.at("/order_id").asString())
                    .isEqualTo(order.at("/order_id").asString());
            assertThat(fill.at("/qty").asLong()).isEqualTo(i == 0 ? 1 : 2);
            int sign = order.at("/side").asString().equals("BUY") ? 1 : -1;
            cash -= sign * fill.at("/qty").asLong() * fill.at("/price").asDouble()
                    + fill.at("/fee").asDouble();
            position += sign * fill.at("/qty").asLong();
            sides.add(order.at("/side").asString());
            costs.merge("fees", fill.at("/fee").asDouble(), Double::sum);
            assertThat(order.at("/type").asString()).isEqualTo("MKT");
            assertThat(order.at("/time_in_force").asString()).isEqualTo("IOC");
        }
        assertThat(sides).containsExactlyInAnyOrder("BUY", "SELL");
        assertThat(position).isIn(-1L, 1L);
        assertThat(equity.at("/points").size()).isEqualTo(SESSIONS * RandomMarket.MINUTES);
        double last = equity.at("/points")
                .get(equity.at("/points").size() - 1)
                .at("/value")
                .asDouble();
        double close = owner().sql("SELECT c FROM bars WHERE symbol = 'RUNA' ORDER BY t DESC LIMIT 1")
                .query(Double.class)
                .single();
        assertThat(last).isCloseTo(cash + position * close, within(1e-6));
        JsonNode metrics = json(get("/backtests/" + runId + "/metrics")).at("/metrics");
        assertThat(metrics.size()).isEqualTo(11);
        assertThat(metrics.at("/total_return").asDouble()).isCloseTo(last / 100_000 - 1, within(1e-12));
        assertThat(metrics.at("/fees_paid").asDouble()).isCloseTo(costs.get("fees"), within(1e-9));
    }

    @Test
    void servesArtefactsThatNeverChange() {
        String runId = done(body(6, 15, 2));

        for (String artefact : List.of("/metrics", "/equity?target=50", "/orders?side=BUY", "/fills?limit=3")) {
            HttpResponse<String> first = get("/backtests/" + runId + artefact);
            HttpResponse<String> again = get("/backtests/" + runId + artefact, "If-None-Match", header(first, "ETag"));

            assertThat(header(first, "ETag")).startsWith("\"");
            assertThat(header(first, "Cache-Control")).isEqualTo("private, max-age=86400, immutable");
            assertThat(again.statusCode()).isEqualTo(304);
            assertThat(header(again, "ETag")).isEqualTo(header(first, "ETag"));
            assertThat(again.body()).isEmpty();
        }
        assertThat(header(get("/backtests/" + runId + "/equity?target=50"), "ETag"))
                .isNotEqualTo(header(get("/backtests/" + runId + "/equity?target=51"), "ETag"));
        assertThat(header(get("/backtests/" + runId), "Cache-Control")).startsWith("private");
        assertThat(header(get("/backtests"), "Cache-Control")).startsWith("private");
    }

    @Test
    void cutsAndThinsTheEquity() {
        String runId = done(body(7, 15, 2));
        String path = "/backtests/" + runId + "/equity";

        JsonNode thinned = json(get(path + "?target=100"));
        JsonNode day = json(get(path + "?from=2024-03-11&to=2024-03-11"));
        JsonNode hour = json(get(path + "?from=2024-03-11T13:30:00Z&to=2024-03-11T14:30:00Z"));
        JsonNode none = json(get(path + "?from=2024-03-09&to=2024-03-10&target=5"));

        assertThat(thinned.at("/points").size()).isEqualTo(100);
        assertThat(thinned.at("/meta/total").asInt()).isEqualTo(SESSIONS * RandomMarket.MINUTES);
        assertThat(thinned.at("/meta/returned").asInt()).isEqualTo(100);
        assertThat(thinned.at("/meta/method").asString()).isEqualTo("lttb");
        assertThat(day.at("/points").size()).isEqualTo(390);
        assertThat(day.at("/points").get(0).at("/ts").asString()).isEqualTo("2024-03-11T13:30:00Z");
        assertThat(day.at("/meta/method").asString()).isEqualTo("none");
        assertThat(hour.at("/points").size()).isEqualTo(60);
        assertThat(none.at("/points").size()).isZero();
        assertThat(none.at("/meta/method").asString()).isEqualTo("none");
    }

    @Test
    void pagesThroughTradesByCursorWithoutLossOrRepetition() {
        String runId = done(body(3, 9, 2));

        for (String kind : List.of("orders", "fills")) {
            String path = "/backtests/" + runId + "/" + kind;
            JsonNode all = json(get(path + "?limit=5000&side=SELL"));
            List<JsonNode> pages = new ArrayList<>();
            String cursor = "";
            do {
                JsonNode page = json(get(path + "?limit=37&side=SELL" + cursor));
                assertThat(page.at("/total")).isEqualTo(all.at("/total"));
                page.at("/items").forEach(pages::add);
                cursor = page.at("/next_cursor").isNull()
                        ? ""
                        : "&cursor=" + page.at("/next_cursor").asString();
            } while (!cursor.isEmpty());
            assertThat(pages).containsExactlyElementsOf(all.at("/items"));
            assertThat(all.at("/next_cursor").isNull()).isTrue();
            assertThat(json(get(path + "?limit=2&offset=3&side=SELL"))
                            .at("/items")
                            .get(0))
                    .isEqualTo(pages.get(3));
            assertThat(json(get(path + "?from=2024-03-09&to=2024-03-10"))
                            .at("/total")
                            .asInt())
                    .isZero();
        }
    }

    @Test
    void namesTheRunThatHasTheSameInputs() {
        String body = body(20, 60, 0);
        String runId = done(body);

        HttpResponse<String> again =
                post(body.replace("\"symbol\":\"RUNA\",\"year\":2024", "\"dataset_id\":\"RUNA-2024-1m\""));

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again).at("/status").asString()).isEqualTo("EXISTS");
        assertThat(json(again).at("/run_id").asString()).isEqualTo(runId);
        assertThat(json(post(body(20, 61, 0))).at("/status").asString()).isEqualTo("QUEUED");
    }

    @Test
    void keepsAKeyToItsBody() {
        HttpResponse<String> first = post(body(21, 60, 0), "Idempotency-Key", "key-1");
        String runId = json(first).at("/run_id").asString();
        awaitStatus(runId, "DONE");

        HttpResponse<String> same = post(body(21, 60, 0), "X-Idempotency-Key", "key-1");
        HttpResponse<String> other = post(body(22, 60, 0), "Idempotency-Key", "key-1");
        HttpResponse<String> secondKey = post(body(21, 60, 0), "Idempotency-Key", "key-2");
        HttpResponse<String> otherBySecondKey = post(body(22, 60, 0), "Idempotency-Key", "key-2");

        assertThat(same.statusCode()).isEqualTo(200);
        assertThat(json(same).at("/run_id").asString()).isEqualTo(runId);
        assertError(other, 409, "IDP_CONFLICT");
        assertThat(json(secondKey).at("/run_id").asString()).isEqualTo(runId);
        assertError(otherBySecondKey, 409, "IDP_CONFLICT");
    }

    @Test
    void keyOfARunThatCameToNothingStandsForTheNextOne() {
        String[] key = {"Idempotency-Key", "key-of-two-runs"};
        String first = json(post(body(31, 60, 0), key)).at("/run_id").asString();
        awaitStatus(first, "DONE");
        endAnew(first, "CANCELLED");

        HttpResponse<String> again = post(body(31, 60, 0), key);
        HttpResponse<String> onceMore = post(body(31, 60, 0), key);
        HttpResponse<String> other = post(body(32, 60, 0), key);

        String second = json(again).at("/run_id").asString();
        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(second).isNotEqualTo(first);
        assertThat(onceMore.statusCode()).isEqualTo(200);
        assertThat(json(onceMore).at("/run_id").asString()).isEqualTo(second);
        assertError(other, 409, "IDP_CONFLICT");
    }

    @Test
    void runThatIsDeletedWhileItIsReadIsReadWhole() throws Exception {
        String runId = done(body(33, 60, 0));
        String before = get("/backtests/" + runId + "/equity").body();
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try (CurrentCaller.Scope acting = CurrentCaller.become(Caller.SYSTEM);
                Connection connection = dataSource.getConnection()) {
            lockEquity(connection);
            Future<HttpResponse<String>> reading = reader.submit(() -> get("/backtests/" + runId + "/equity"));
            awaitReaderOfEquity();

            connection.createStatement().execute("DELETE FROM runs WHERE run_id = '" + runId + "'");
            connection.commit();

            assertThat(reading.get().statusCode()).isEqualTo(200);
            assertThat(reading.get().body()).isEqualTo(before);
            assertError(get("/backtests/" + runId + "/equity"), 404, "RUN_NOT_FOUND");
        } finally {
            reader.shutdownNow();
        }
    }

    @Test
    void databaseThatGoesWhileItIsReadIsWorthAnotherTry() throws Exception {
        String runId = done(body(34, 60, 0));
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try (Connection connection = dataSource.getConnection()) {
            lockEquity(connection);
            Future<HttpResponse<String>> reading = reader.submit(() -> get("/backtests/" + runId + "/equity"));
            awaitReaderOfEquity();

            owner().sql("SELECT pg_terminate_backend(pid) FROM pg_locks " + READER_OF_EQUITY)
                    .query(Boolean.class)
                    .list();

            assertError(reading.get(), 503, "BUSY");
            connection.rollback();
        } finally {
            reader.shutdownNow();
        }
        assertThat(get("/backtests/" + runId + "/equity").statusCode()).isEqualTo(200);
    }

    @Test
    void triesAgainLaterWhatFailedUnexpectedly() {
        String runId = poisoned(body(35, 60, 0), 0);

        await().atMost(LONG_ENOUGH)
                .until(() -> owner().sql("""
                                SELECT consecutive_failures >= 1 AND execution_time > last_failure
                                FROM scheduled_tasks WHERE task_instance = ?
                                """).param(runId).query(Boolean.class).single());

        assertThat(json(get("/backtests/" + runId)).at("/status").asString()).isEqualTo("RUNNING");
        send("POST", "/backtests/" + runId + "/cancel", null);
        awaitNotQueued(runId);
    }

    @Test
    void givesUpWhatFailedUnexpectedlyTooOften() {
        String runId = poisoned(body(36, 60, 0), 4);

        JsonNode run = awaitStatus(runId, "ERROR");

        assertThat(run.at("/error").asString()).startsWith("failed unexpectedly 5 times");
        awaitNotQueued(runId);
    }

    @Test
    void makesOneRunOfManyEqualRequestsAtOnce() throws Exception {
        assertOneRun(body(23, 60, 0), number -> new String[0]);
        assertOneRun(body(24, 60, 0), number -> new String[] {"Idempotency-Key", "at-once"});
        assertOneRun(body(25, 60, 0), number -> new String[] {"Idempotency-Key", "at-once-" + number});
    }

    @Test
    void cancelsARunThatIsBeingExecuted() throws Exception {
        String runId;
        try (Connection connection = dataSource.getConnection()) {
            lockBars(connection);
            runId = json(post(body(26, 60, 0))).at("/run_id").asString();
            awaitStatus(runId, "RUNNING");
            assertError(get("/backtests/" + runId + "/metrics"), 409, "RUN_NOT_DONE");
            assertError(send("DELETE", "/backtests/" + runId, null), 409, "CONFLICT");

            HttpResponse<String> cancelled = send("POST", "/backtests/" + runId + "/cancel", null);

            assertThat(cancelled.statusCode()).isEqualTo(200);
            assertThat(json(cancelled).at("/status").asString()).isEqualTo("CANCELLED");
            connection.rollback();
        }
        awaitNotQueued(runId);
        assertThat(awaitStatus(runId, "CANCELLED").at("/artifacts/equity_path").isNull())
                .isTrue();
        assertThat(owner().sql("SELECT count(*) FROM run_equity WHERE run_id = ?")
                        .param(runId)
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(json(get("/backtests/" + runId + "/orders"))
                        .at("/error/details/status")
                        .asString())
                .isEqualTo("CANCELLED");
        assertError(send("POST", "/backtests/" + runId + "/cancel", null), 409, "CONFLICT");
        // What was cancelled may be asked for again.
        HttpResponse<String> again = post(body(26, 60, 0));
        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(json(again).at("/run_id").asString()).isNotEqualTo(runId);
    }

    @Test
    void takesUpARunWhoseProcessDied() {
        String runId = done(body(27, 60, 0));
        String dead = "dead" + runId.substring(4);
        copy(runId, dead, "{\"status\":\"RUNNING\",\"progress\":0.4}");
        owner().sql("""
                INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, picked_by, last_heartbeat, version)
                VALUES ('backtest', ?, now() - interval '1 hour', true, 'a process that died', now() - interval '1 hour', 2)
                """).param(dead).update();

        awaitStatus(dead, "DONE");

        assertThat(json(get("/backtests/" + dead + "/metrics")).at("/metrics"))
                .isEqualTo(json(get("/backtests/" + runId + "/metrics")).at("/metrics"));
    }

    @Test
    void failsARunWhoseBarsAreGone() {
        RandomMarket.store(bars, "RUNGONE", 1);
        owner().sql("DELETE FROM bars WHERE symbol = 'RUNGONE'").update();

        String runId = json(post(body(5, 10, 0).replace("RUNA", "RUNGONE")))
                .at("/run_id")
                .asString();

        JsonNode run = awaitStatus(runId, "ERROR");

        assertThat(run.at("/error").asString())
                .startsWith("minute bars of RUNGONE")
                .endsWith("0 (expected: at least one)");
        assertError(get("/backtests/" + runId + "/equity"), 409, "RUN_NOT_DONE");
        // An error is no result: the same may be tried again.
        assertThat(post(body(5, 10, 0).replace("RUNA", "RUNGONE")).statusCode()).isEqualTo(202);
    }

    @Test
    void runsOnFewerBarsThanTheSlowAverageNeedsWithoutTrading() {
        String runId = done(body(1, 5000, 0));

        assertThat(json(get("/backtests/" + runId + "/orders")).at("/total").asInt())
                .isZero();
        JsonNode metrics = json(get("/backtests/" + runId + "/metrics")).at("/metrics");
        assertThat(metrics.at("/sharpe").isNull()).isTrue();
        assertThat(metrics.at("/total_return").asDouble()).isZero();
    }

    @Test
    void deletesARunAndWhatItLeft() {
        String runId = done(body(28, 60, 0));

        HttpResponse<String> deleted = send("DELETE", "/backtests/" + runId, null);

        assertThat(deleted.statusCode()).isEqualTo(204);
        assertError(get("/backtests/" + runId), 404, "RUN_NOT_FOUND");
        assertError(send("DELETE", "/backtests/" + runId, null), 404, "RUN_NOT_FOUND");
        for (String table : List.of("run_equity", "run_orders", "run_fills", "run_metrics")) {
            assertThat(owner().sql("SELECT count(*) FROM " + table + " WHERE run_id = ?")
                            .param(runId)
                            .query(Long.class)
                            .single())
                    .isZero();
        }
        assertThat(post(body(28, 60, 0)).statusCode()).isEqualTo(202);
    }

    @Test
    void listsFiltersAndOrdersTheCatalogue() {
        RandomMarket.store(bars, "RUNLIST", 3);
        String march = done(body(1, 2, 0).replace("RUNA", "RUNLIST"));
        String first = done(body(1, 3, 0)
                .replace(
                        "\"symbol\":\"RUNA\",\"year\":2024",
                        "\"symbol\":\"RUNLIST\",\"from\":\"2024-03-04\",\"to\":\"2024-03-04\""));

        JsonNode newest = json(get("/backtests?symbol=RUNLIST"));
        JsonNode oldest = json(get("/backtests?symbol=RUNLIST&order=created_at&limit=1"));
        JsonNode second = json(get("/backtests?symbol=RUNLIST&order=created_at&limit=1&offset=1"));
        JsonNode later = json(get("/backtests?symbol=RUNLIST&from=2024-03-05&strategy_id=sma_crossover"));
        JsonNode earlier = json(get("/backtests?symbol=RUNLIST&to=2023-12-31"));
        JsonNode other = json(get("/backtests?symbol=RUNLIST&strategy_id=buy_and_hold"));

        assertThat(newest.at("/total").asInt()).isEqualTo(2);
        assertThat(newest.at("/limit").asInt()).isEqualTo(20);
        assertThat(newest.at("/items/0/run_id").asString()).isEqualTo(first);
        assertThat(newest.at("/items/0/run_to").asString()).isEqualTo("2024-03-04");
        assertThat(newest.at("/items/0/duration_ms").isNumber()).isTrue();
        assertThat(oldest.at("/items/0/run_id").asString()).isEqualTo(march);
        assertThat(second.at("/items/0/run_id").asString()).isEqualTo(first);
        assertThat(later.at("/items").size()).isEqualTo(1);
        assertThat(later.at("/items/0/run_id").asString()).isEqualTo(march);
        assertThat(earlier.at("/total").asInt()).isZero();
        assertThat(other.at("/total").asInt()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, limit",
        "limit=501, limit",
        "limit=x, limit",
        "offset=-1, offset",
        "order=name, order",
        "from=yesterday, from",
        "from=2024-02-02&to=2024-02-01, from",
        "symbol=%00, symbol",
        "strategy_id=a%20b, strategy_id",
        "colour=red, colour",
        "limit=1&limit=2, limit"
    })
    void refusesABadQuestionToTheCatalogue(String query, String field) {
        assertThat(assertError(get("/backtests?" + query), 422, "VALIDATION")
                        .at("/details")
                        .has(field))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "equity?target=1, target",
        "equity?target=100001, target",
        "equity?from=2024-01-01&to=2024-01-02T00:00:00Z, to",
        "equity?from=2024-01-02&to=2024-01-01, from",
        "orders?limit=0, limit",
        "orders?limit=5001, limit",
        "orders?side=HOLD, side",
        "orders?cursor=x, cursor",
        "fills?cursor=1&offset=1, cursor",
        "fills?from=nonsense, from",
        "metrics?colour=red, colour"
    })
    void refusesABadQuestionToAnArtefact(String query, String field) {
        JsonNode error = assertError(get("/backtests/no-matter/" + query), 422, "VALIDATION");

        assertThat(error.at("/details").has(field)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"abc", "a%7Cb", "a%20b", "0123456789012345678901234567890123456789012345678901234567890123456789"
            })
    void knowsNoSuchRun(String id) {
        for (String path : List.of("", "/metrics", "/equity", "/orders", "/fills")) {
            HttpResponse<String> response = get("/backtests/" + id + path);
            assertThat(response.statusCode()).as(response.body()).isEqualTo(404);
        }
        assertThat(assertError(get("/backtests/abc"), 404, "RUN_NOT_FOUND")
                        .at("/message")
                        .asString())
                .isEqualTo("run abc (expected: an existing run id)");
    }

    @Test
    void refusesBodiesThatAreNotWhatTheyShouldBe() {
        assertError(post("{\"symbol\":"), 400, "BAD_REQUEST");
        assertError(post(""), 400, "BAD_REQUEST");
        assertError(post("{\"seed\":NaN}"), 400, "BAD_REQUEST");
        assertError(post("[1]"), 422, "VALIDATION");
        assertError(post("null"), 422, "VALIDATION");
        assertError(post("[".repeat(10_000)), 400, "BAD_REQUEST");
        assertError(
                send("POST", "/backtests", "symbol=A", "Content-Type", "text/plain"), 415, "UNSUPPORTED_MEDIA_TYPE");
        assertError(post("{\"x\":\"" + "x".repeat(1 << 20) + "\"}"), 413, "PAYLOAD_TOO_LARGE");
        JsonNode error = assertError(
                post("{\"symbol\":\"RUNA\",\"year\":2024,\"seed\":1.5,\"colour\":1,"
                        + "\"strategy_id\":\"sma_crossover\",\"params\":{\"fast\":50,\"slow\":20}}"),
                422,
                "VALIDATION");
        assertThat(error.at("/details").propertyNames()).containsExactlyInAnyOrder("colour", "seed", "params.fast");
        assertError(post(body(1, 2, 0), "Idempotency-Key", "a", "X-Idempotency-Key", "b"), 422, "VALIDATION");
        assertError(post(body(1, 2, 0), "Idempotency-Key", "x".repeat(201)), 422, "VALIDATION");
        assertError(post(body(1, 2, 0).replace("RUNA", "RUNNONE")), 404, "DATASET_NOT_FOUND");
        assertError(post(body(1, 2, 0).replace("2024", "2023")), 404, "DATASET_NOT_FOUND");
        assertError(send("PUT", "/backtests", "{}", "Content-Type", "application/json"), 405, "METHOD_NOT_ALLOWED");
    }

    @Test
    void refusesChangesOfStateThatCannotBe() {
        String runId = done(body(30, 60, 0));

        for (String state : List.of("QUEUED", "RUNNING", "ERROR", "CANCELLED", "DONE")) {
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> owner().sql("UPDATE runs SET status = ?, error = 'x' WHERE run_id = ?")
                                    .params(state, runId)
                                    .update())
                    .as(state)
                    .hasMessageContaining("expected: a state that may become " + state);
        }
    }

    private interface Headers {
        String[] of(int number);
    }

    private void assertOneRun(String body, Headers headers) throws Exception {
        int callers = 8;
        CountDownLatch together = new CountDownLatch(callers);
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Future<HttpResponse<String>>> responses = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                String[] own = headers.of(i);
                responses.add(threads.submit(() -> {
                    together.countDown();
                    together.await();
                    return post(body, own);
                }));
            }
            Set<String> runs = new HashSet<>();
            List<Integer> statuses = new ArrayList<>();
            for (Future<HttpResponse<String>> response : responses) {
                runs.add(json(response.get()).at("/run_id").asString());
                statuses.add(response.get().statusCode());
            }
            assertThat(runs).hasSize(1);
            assertThat(statuses).containsOnlyOnce(202).contains(200);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Stops whatever reads bars, in this process or another, until the connection ends its transaction. */
    private static void lockBars(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        connection.createStatement().execute("LOCK TABLE bars IN ACCESS EXCLUSIVE MODE");
    }

    private static void lockEquity(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        connection.createStatement().execute("LOCK TABLE run_equity IN ACCESS EXCLUSIVE MODE");
    }

    private void awaitReaderOfEquity() {
        await().atMost(LONG_ENOUGH)
                .until(() -> owner().sql("SELECT count(*) FROM pg_locks " + READER_OF_EQUITY)
                                .query(Long.class)
                                .single()
                        == 1);
    }

    /** Changes how a run has ended, which no request can. */
    private void endAnew(String runId, String status) {
        owner().sql("ALTER TABLE runs DISABLE TRIGGER runs_transition").update();
        owner().sql("UPDATE runs SET status = ? WHERE run_id = ?")
                .params(status, runId)
                .update();
        owner().sql("ALTER TABLE runs ENABLE TRIGGER runs_transition").update();
    }

    /** The same run once more, with other inputs, not ended, and changed as the JSON says. */
    private static void copy(String runId, String copy, String changes) {
        String columns = owner().sql("""
                        SELECT string_agg(column_name, ', ') FROM information_schema.columns
                        WHERE table_name = 'runs' AND is_generated = 'NEVER'
                        """).query(String.class).single();
        owner().sql("""
                        INSERT INTO runs (%1$s) SELECT %1$s FROM (
                            SELECT (jsonb_populate_record(r, jsonb_build_object('run_id', :copy, 'input_hash', :copy,
                                'finished_at', null, 'duration_ms', null) || :changes::jsonb)).*
                            FROM runs r WHERE run_id = :runId) AS made
                        """.formatted(columns))
                .param("copy", copy)
                .param("changes", changes)
                .param("runId", runId)
                .update();
    }

    /** A run that no engine can execute, queued with so many failures behind it. */
    private String poisoned(String body, int failures) {
        String runId = done(body);
        String poisoned = "bad" + runId.substring(3);
        copy(
                runId,
                poisoned,
                "{\"status\":\"QUEUED\",\"progress\":0,\"started_at\":null,\"params\":{\"fast\":2,\"slow\":1}}");
        owner().sql("""
                INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, consecutive_failures, version)
                VALUES ('backtest', ?, now(), false, ?, 1)
                """).params(poisoned, failures).update();
        return poisoned;
    }

    private String done(String body) {
        HttpResponse<String> response = post(body);
        assertThat(response.statusCode()).as(response.body()).isIn(200, 202);
        String runId = json(response).at("/run_id").asString();
        awaitStatus(runId, "DONE");
        return runId;
    }

    private JsonNode awaitStatus(String runId, String status) {
        await().atMost(LONG_ENOUGH)
                .untilAsserted(() -> assertThat(
                                json(get("/backtests/" + runId)).at("/status").asString())
                        .isEqualTo(status));
        return json(get("/backtests/" + runId));
    }

    private void awaitNotQueued(String runId) {
        await().atMost(LONG_ENOUGH)
                .until(() -> owner().sql("SELECT count(*) FROM scheduled_tasks WHERE task_instance = ?")
                                .param(runId)
                                .query(Long.class)
                                .single()
                        == 0);
    }

    private HttpResponse<String> post(String body, String... headers) {
        List<String> all = new ArrayList<>(List.of("Content-Type", "application/json"));
        all.addAll(List.of(headers));
        return send("POST", "/backtests", body, all.toArray(String[]::new));
    }

    private static String body(int fast, int slow, double bps) {
        return "{\"symbol\":\"RUNA\",\"year\":2024,\"strategy_id\":\"sma_crossover\",\"params\":{\"fast\":%d,\"slow\":%d},\"slippage_fees\":{\"slippage_bps\":%s,\"fees_bps\":%s}}"
                .formatted(fast, slow, bps, bps);
    }

    private static JsonNode assertError(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonNode error = json(response).at("/error");
        assertThat(error.at("/code").asString()).isEqualTo(code);
        return error;
    }
}
