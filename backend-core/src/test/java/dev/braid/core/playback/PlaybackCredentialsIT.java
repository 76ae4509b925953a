package dev.braid.core.playback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.braid.core.CoreTestServer;
import dev.braid.core.changes.TestSocket;
import dev.braid.core.identity.TestCallers;
import dev.braid.core.identity.TestCallers.Known;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** Who may watch, where whoever shows no credential is nobody. */
@TestPropertySource(properties = {"braid.auth=on", "braid.public.url=https://braid.example/"})
class PlaybackCredentialsIT extends CoreTestServer {

    private static final int CLOSE_FRAME = 0x88;

    @Autowired
    private ApplicationContext service;

    @Autowired
    private PlaybackRehearsal rehearsal;

    private TestCallers callers;

    @DynamicPropertySource
    static void keyOfTheSharedDatabase(DynamicPropertyRegistry properties) {
        properties.add("braid.master.key", TestCallers::masterKey);
    }

    @BeforeEach
    void knowCallers() {
        callers = TestCallers.of(service);
    }

    @Test
    void takesTheTokenInTheFirstMessage() {
        Known ada = callers.user("member");
        try (TestSocket socket = TestSocket.open(uri("/backtests/" + runOf(ada) + "/ws"))) {
            socket.say("{\"t\":\"auth\",\"token\":\"" + ada.token() + "\"}");
            socket.say("{\"t\":\"ctrl\",\"cmd\":\"play\"}");

            await().until(() -> socket.frames().stream()
                    .anyMatch(said -> said.get("t").asString().equals("end")));
            assertThat(socket.frames()).hasSize(2);
        }
    }

    @Test
    void showsNothingToWhoeverProvesNothing() {
        String runId = runOf(callers.user("member"));
        try (TestSocket tooEarly = TestSocket.open(uri("/backtests/" + runId + "/ws"));
                TestSocket bad = TestSocket.open(uri("/backtests/" + runId + "/ws"));
                TestSocket silent = TestSocket.open(uri("/backtests/" + runId + "/ws"))) {
            tooEarly.say("{\"t\":\"ctrl\",\"cmd\":\"play\"}");
            bad.say("{\"t\":\"auth\",\"token\":\"x.y.z\"}");

            assertThat(tooEarly.closed()).isEqualTo(4401);
            assertThat(bad.closed()).isEqualTo(4401);
            assertThat(silent.closed()).isEqualTo(4401);
            assertThat(tooEarly.frames()).isEmpty();
        }
        HttpResponse<String> stream = get("/backtests/" + runId + "/stream");
        assertThat(stream.statusCode()).isEqualTo(401);
        assertThat(json(stream).at("/error/code").asString()).isEqualTo("UNAUTHENTICATED");
    }

    @Test
    void rehearsesUpToWhereATokenWouldBeNeeded() throws IOException {
        String runId = runOf(callers.user("member"));

        assertThat(rehearsal.playOnASocket(new InetSocketAddress("127.0.0.1", port()), runId))
                .isEqualTo(CLOSE_FRAME);
    }

    @Test
    void streamsToTheOwnerAndToMachines() {
        Known ada = callers.user("member");
        String runId = runOf(ada);

        for (Known caller : new Known[] {ada, callers.service("run:read")}) {
            assertThat(get("/backtests/" + runId + "/stream", "Authorization", caller.bearer())
                            .body())
                    .startsWith("id: 0\ndata: ")
                    .contains("\"t\":\"end\"");
        }
    }

    private static String runOf(Known user) {
        String runId = UUID.randomUUID().toString().replace("-", "");
        owner().sql("""
                        WITH run AS (
                            INSERT INTO runs (run_id, origin, owner, dataset_id, symbol, run_from, run_to, strategy_id, params, seed,
                                slippage_fees, speed, code_hash, input_hash, created_at, status)
                            VALUES (:id, 'ENGINE', :user, 'X-2024-1m', 'X', '2024-03-04', '2024-03-04', 'sma_crossover', '{}', 1,
                                '{}', 60, 'x', :id, now(), 'DONE')
                            RETURNING *
                        )
                        INSERT INTO run_equity (run_id, owner, seq, ts, value)
                        SELECT run_id, owner, 0, '2024-03-04T14:30:00Z', 1000 FROM run
                        """).param("id", runId).param("user", user.id()).update();
        return runId;
    }
}
