package dev.braid.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.braid.core.CoreTestServer;
import dev.braid.core.access.Permissions;
import dev.braid.core.identity.TestCallers;
import dev.braid.core.identity.TestCallers.Known;
import dev.braid.core.marketdata.BarStore;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A run belongs to who made it. Nobody else learns that it is there; a machine sees it and changes nothing. */
class RunOwnersIT extends CoreTestServer {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);
    private static final String SYMBOL = "RUNOWN";
    private static final List<String> ARTEFACTS = List.of("/metrics", "/equity", "/orders", "/fills");

    @Autowired
    private BarStore bars;

    @Autowired
    private RunImport imports;

    @Autowired
    private OwnRuns own;

    @Autowired
    private JsonMapper wire;

    @TempDir
    private Path folder;

    private TestCallers callers;
    private Known ada;
    private Known bob;

    @Autowired
    void know(BeanFactory service) {
        callers = TestCallers.of(service);
    }

    @BeforeEach
    void twoUsersAndAMarket() {
        RandomMarket.store(bars, SYMBOL, 2);
        ada = callers.user("member");
        bob = callers.user("member");
    }

    @Test
    void aForeignRunIsNotThereForAnyVerb() {
        String runId = done(ada, 3, 9);

        assertSameAsUnknown(get("/backtests/" + runId, as(bob)), runId);
        for (String artefact : ARTEFACTS) {
            assertThat(get("/backtests/" + runId + artefact, as(ada)).statusCode())
                    .isEqualTo(200);
            assertSameAsUnknown(get("/backtests/" + runId + artefact, as(bob)), runId);
        }
        assertSameAsUnknown(send("POST", "/backtests/" + runId + "/cancel", null, as(bob)), runId);
        assertSameAsUnknown(send("DELETE", "/backtests/" + runId, null, as(bob)), runId);
        assertThat(get("/backtests/" + runId, as(ada)).statusCode()).isEqualTo(200);
    }

    @Test
    void anEntityTagOfAForeignRunOpensNothing() {
        String path = "/backtests/" + done(ada, 3, 9) + "/metrics";
        String tag = header(get(path, as(ada)), "ETag");

        HttpResponse<String> foreign = get(path, "Authorization", bob.bearer(), "If-None-Match", tag);

        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(foreign.headers().firstValue("ETag")).isEmpty();
    }

    @Test
    void theCatalogueAndItsCountShowWhatIsOnesOwnAndWhatIsNobodys() throws Exception {
        imported("owners-1");
        String hers = done(ada, 3, 9);
        String his = done(bob, 3, 9);

        assertThat(catalogue(ada)).contains(hers, "owners-1").doesNotContain(his);
        assertThat(catalogue(bob)).contains(his, "owners-1").doesNotContain(hers);
        assertThat(total(ada)).isEqualTo(catalogue(ada).size());
        assertThat(json(get("/backtests?symbol=" + SYMBOL, as(ada)))
                        .at("/total")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void twoUsersWithTheSameInputsHaveTwoRuns() {
        HttpResponse<String> hers = post(ada, 5, 9);
        HttpResponse<String> his = post(bob, 5, 9);

        assertThat(hers.statusCode()).isEqualTo(202);
        assertThat(his.statusCode()).isEqualTo(202);
        assertThat(id(his)).isNotEqualTo(id(hers));
        assertThat(post(bob, 5, 9).statusCode()).isEqualTo(200);
    }

    @Test
    void idempotencyKeysAreEachUsersOwn() {
        HttpResponse<String> hers = post(ada, 6, 9, "Idempotency-Key", "the-same-key");
        HttpResponse<String> his = post(bob, 7, 9, "Idempotency-Key", "the-same-key");

        assertThat(hers.statusCode()).isEqualTo(202);
        assertThat(his.statusCode()).isEqualTo(202);
        assertThat(id(post(ada, 6, 9, "Idempotency-Key", "the-same-key"))).isEqualTo(id(hers));
        assertThat(post(ada, 7, 9, "Idempotency-Key", "the-same-key").statusCode())
                .isEqualTo(409);
    }

    @Test
    void aMachineReadsEveryRunAndChangesNone() {
        Known reader = callers.service(Permissions.RUN_READ);
        String runId = done(ada, 3, 9);

        assertThat(get("/backtests/" + runId, as(reader)).statusCode()).isEqualTo(200);
        for (String artefact : ARTEFACTS) {
            assertThat(get("/backtests/" + runId + artefact, as(reader)).statusCode())
                    .isEqualTo(200);
        }
        assertThat(catalogue(reader)).contains(runId);
        assertForbidden(post(reader, 3, 9));
        assertForbidden(send("POST", "/backtests/" + runId + "/cancel", null, as(reader)));
        assertForbidden(send("DELETE", "/backtests/" + runId, null, as(reader)));
    }

    @Test
    void aMachineThatWasGrantedTooMuchChangesNothingEither() {
        Known writer = callers.service(Permissions.RUN_READ, Permissions.RUN_WRITE);
        String runId = done(ada, 3, 9);

        assertForbidden(post(writer, 3, 9));
        assertForbidden(send("DELETE", "/backtests/" + runId, null, as(writer)));
        assertThat(get("/backtests/" + runId, as(ada)).statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsNobodysIsReadByAllAndChangedByNone() throws Exception {
        imported("owners-2");

        for (Known reader : List.of(ada, bob, callers.service(Permissions.RUN_READ))) {
            assertThat(get("/backtests/owners-2/equity", as(reader)).statusCode())
                    .isEqualTo(200);
            assertForbidden(send("DELETE", "/backtests/owners-2", null, as(reader)));
        }
        assertThat(send("POST", "/backtests/owners-2/cancel", null, as(ada)).statusCode())
                .isEqualTo(409);
    }

    @Test
    void aUserTakesTheirOwnRunsAlongAndNoOther() {
        String hers = id(post(ada, 3, 9, "Idempotency-Key", "to-take-along"));
        done(ada, 3, 9);
        done(bob, 3, 9);

        JsonNode exported = wire.valueToTree(own.export(ada.id()));

        assertThat(own.name()).isEqualTo("runs");
        assertThat(exported.size()).isEqualTo(1);
        assertThat(exported.at("/0/run/run_id").asString()).isEqualTo(hers);
        assertThat(exported.at("/0/run/params/fast").asInt()).isEqualTo(3);
        assertThat(exported.at("/0/run/status").asString()).isEqualTo("DONE");
        assertThat(exported.at("/0/metrics/total_return").isNumber()).isTrue();
        assertThat(exported.at("/0/idempotency_keys/0").asString()).isEqualTo("to-take-along");
    }

    @Test
    void whatAUserLeavesIsErasedAndNothingElse() {
        String his = done(bob, 3, 9);
        String hers = id(post(ada, 3, 9, "Idempotency-Key", "to-be-erased"));
        done(ada, 3, 9);
        String waiting = id(post(ada, 4, 9));

        own.erase(ada.id());

        assertThat(get("/backtests/" + hers, as(ada)).statusCode()).isEqualTo(404);
        assertThat(get("/backtests/" + waiting, as(ada)).statusCode()).isEqualTo(404);
        assertThat(get("/backtests/" + his, as(bob)).statusCode()).isEqualTo(200);
        for (String table : List.of("runs", "run_keys", "run_metrics", "run_equity", "run_orders", "run_fills")) {
            assertThat(owner().sql("SELECT count(*) FROM " + table + " WHERE owner = ?")
                            .param(ada.id())
                            .query(Long.class)
                            .single())
                    .as(table)
                    .isZero();
        }
        await().atMost(LONG_ENOUGH)
                .until(() -> owner().sql("SELECT count(*) FROM scheduled_tasks WHERE task_instance = ?")
                                .param(waiting)
                                .query(Long.class)
                                .single()
                        == 0);
    }

    @Test
    void noRunIsLeftOfAnAccountThatWentMeanwhile() {
        String before = id(post(ada, 3, 9));
        owner().sql("DELETE FROM users WHERE id = ?").param(ada.id()).update();

        // For some seconds nobody asks whether the account is still there.
        HttpResponse<String> after = post(ada, 4, 9);

        assertThat(after.statusCode()).as(after.body()).isEqualTo(401);
        assertThat(json(after).at("/error/code").asString()).isEqualTo("UNAUTHENTICATED");
        assertThat(owner().sql("SELECT run_id FROM runs WHERE owner = ? OR run_id = ?")
                        .params(ada.id(), before)
                        .query(String.class)
                        .list())
                .isEmpty();
    }

    @Test
    void aMachineReadsTheRunsOfEveryOwnerAndChangesNone() {
        String hers = done(ada, 3, 9);
        String his = done(bob, 3, 9);
        Known machine = callers.service("run:read", "run:write");

        assertThat(catalogue(machine)).contains(hers, his);
        for (String artefact : ARTEFACTS) {
            assertThat(get("/backtests/" + hers + artefact, as(machine)).statusCode())
                    .isEqualTo(200);
        }
        assertForbidden(send("DELETE", "/backtests/" + hers, null, as(machine)));
        assertForbidden(post(machine, 3, 9));
    }

    private void assertSameAsUnknown(HttpResponse<String> reply, String runId) {
        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(json(reply).at("/error/code").asString()).isEqualTo("RUN_NOT_FOUND");
        assertThat(json(reply).at("/error/message").asString())
                .isEqualTo("run " + runId + " (expected: an existing run id)");
        assertThat(json(reply).at("/error/details").isNull()).isTrue();
    }

    private static void assertForbidden(HttpResponse<String> reply) {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(403);
        assertThat(json(reply).at("/error/code").asString()).isEqualTo("FORBIDDEN");
    }

    private void imported(String runId) throws Exception {
        SampleRun.write(folder);
        Path manifest = folder.resolve("run-manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("sample-1", runId));
        imports.load(folder);
    }

    private List<String> catalogue(Known caller) {
        return json(get("/backtests?limit=500", as(caller))).at("/items").values().stream()
                .map(run -> run.at("/run_id").asString())
                .toList();
    }

    private int total(Known caller) {
        return json(get("/backtests?limit=1", as(caller))).at("/total").asInt();
    }

    private String done(Known caller, int fast, int slow) {
        String runId = id(post(caller, fast, slow));
        await().atMost(LONG_ENOUGH)
                .until(() -> json(get("/backtests/" + runId, as(caller)))
                        .at("/status")
                        .asString()
                        .equals("DONE"));
        return runId;
    }

    private HttpResponse<String> post(Known caller, int fast, int slow, String... headers) {
        String body =
                "{\"symbol\":\"%s\",\"year\":2024,\"strategy_id\":\"sma_crossover\",\"params\":{\"fast\":%d,\"slow\":%d}}"
                        .formatted(SYMBOL, fast, slow);
        String[] all = Stream.of(as(caller), new String[] {"Content-Type", "application/json"}, headers)
                .flatMap(Stream::of)
                .toArray(String[]::new);
        return send("POST", "/backtests", body, all);
    }

    private static String id(HttpResponse<String> accepted) {
        JsonNode runId = json(accepted).at("/run_id");
        assertThat(runId.isString()).as(accepted.body()).isTrue();
        return runId.asString();
    }

    private static String[] as(Known caller) {
        return new String[] {"Authorization", caller.bearer()};
    }
}
