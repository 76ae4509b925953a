package dev.braid.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.braid.contracts.conformance.AsyncApiContract;
import dev.braid.core.CoreTestServer;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.changes.TestSocket;
import dev.braid.core.identity.TestCallers;
import dev.braid.core.identity.TestCallers.Known;
import dev.braid.core.marketdata.BarStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;

/** What is said of runs: each change of state, once, to whom it may concern. */
class RunChangesIT extends CoreTestServer {

    private static final AsyncApiContract CONTRACT = AsyncApiContract.ofResource("/asyncapi/backend-core.yaml");

    private static final String REQUEST = """
            {"symbol":"RUNSAY","year":2024,"strategy_id":"sma_crossover","params":{"fast":20,"slow":50}}
            """;

    private static final String TAGS = """
            SELECT array_to_string(ARRAY(SELECT unnest(tags) ORDER BY 1), ' ') FROM change_events WHERE aggregate = :it
            """;

    @Autowired
    private ApplicationContext service;

    @Autowired
    private BarStore bars;

    @Autowired
    private RunStore runs;

    @Autowired
    private BacktestExecutor executor;

    @Autowired
    private OwnRuns ownRuns;

    @Autowired
    private RunImport imports;

    private TestCallers callers;
    private Known ada;

    @BeforeEach
    void aMarketAndSomebody() {
        RandomMarket.store(bars, "RUNSAY", 2);
        callers = TestCallers.of(service);
        ada = callers.user("member");
    }

    @Test
    void tellsTheOwnerEachStepAndNobodyElse() {
        try (TestSocket mine = open(ada);
                TestSocket other = open(callers.user("member"))) {
            String runId = json(send(
                            "POST",
                            "/backtests",
                            REQUEST,
                            "Content-Type",
                            "application/json",
                            "Authorization",
                            ada.bearer()))
                    .at("/run_id")
                    .asString();

            List<JsonNode> events = mine.events(3);

            assertThat(events)
                    .extracting(
                            TestSocket::type, event -> event.at("/data/status").asString())
                    .containsExactly(
                            tuple("run_created", "QUEUED"), tuple("run_started", "RUNNING"), tuple("run_done", "DONE"));
            assertThat(events).allSatisfy(event -> {
                assertThat(CONTRACT.violations(event)).isEmpty();
                assertThat(event.at("/data/run_id").asString()).isEqualTo(runId);
                assertThat(event.at("/data/user_id").asString()).isEqualTo(ada.id());
            });
            send("DELETE", "/backtests/" + runId, null, "Authorization", ada.bearer());
            assertThat(TestSocket.type(mine.events(4).get(3))).isEqualTo("run_deleted");
            assertThat(other.events()).isEmpty();
        }
    }

    @Test
    void saysWhichCachesAreStale() {
        String runId = queued();

        assertThat(said(TAGS, runId)).containsExactly("run:%s runs:%s".formatted(runId, ada.id()));
    }

    @Test
    void saysThatARunWasCancelledOnce() {
        String runId = queued();

        as(ada.caller(), () -> {
            assertThat(runs.cancel(runId)).isTrue();
            assertThat(runs.cancel(runId)).isFalse();
        });
        executor.execute(runId, () -> false);

        assertThat(types(runId)).containsExactly("run_created", "run_cancelled");
    }

    @Test
    void saysThatARunHasFailed() {
        String runId = queued();

        as(ada.caller(), () -> runs.giveUp(runId, "no luck"));

        assertThat(types(runId)).containsExactly("run_created", "run_failed");
    }

    @Test
    void saysNothingOfWhatSomebodyElseMayNotChange() {
        String runId = queued();

        as(callers.user("member").caller(), () -> {
            assertThat(runs.cancel(runId)).isFalse();
            runs.giveUp(runId, "mine now");
        });

        assertThat(types(runId)).containsExactly("run_created");
    }

    @Test
    void saysThatTheRunsOfAnAccountGoWithIt() {
        String runId = queued();

        ownRuns.erase(ada.id());

        assertThat(types(runId)).containsExactly("run_created", "run_deleted");
    }

    @Test
    void tellsEverybodyOfAnImport(@TempDir Path folder) throws Exception {
        SampleRun.write(folder);
        Path manifest = folder.resolve("run-manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("sample-1", "sample-said"));
        try (TestSocket socket = open(ada)) {
            imports.load(folder);
            imports.load(folder);

            JsonNode event = socket.events(1).get(0);
            assertThat(TestSocket.type(event)).isEqualTo("run_imported");
            assertThat(CONTRACT.violations(event)).isEmpty();
        }
        assertThat(said(TAGS, "sample-said")).contains("run:sample-said runs");
    }

    private TestSocket open(Known caller) {
        TestSocket socket = TestSocket.open(uri("/api/ws"), "Authorization", caller.bearer());
        socket.acknowledged();
        return socket;
    }

    /** Stored but not queued, so that only the test executes it. */
    private String queued() {
        String runId = UUID.randomUUID().toString().replace("-", "");
        RunRequest request = RunRequest.read(JSON.readTree(REQUEST), new HashMap<>());
        as(
                ada.caller(),
                () -> assertThat(runs.insertQueued(runId, Origin.ENGINE, ada.id(), Objects.requireNonNull(request)))
                        .isTrue());
        return runId;
    }

    private static void as(Caller caller, Runnable work) {
        CurrentCaller.runAs(caller, work);
    }

    private static List<String> types(String runId) {
        return said("SELECT event_type FROM change_events WHERE aggregate = :it ORDER BY id", runId);
    }

    private static List<String> said(String sql, String runId) {
        return owner().sql(sql).param("it", "run:" + runId).query(String.class).list();
    }
}
