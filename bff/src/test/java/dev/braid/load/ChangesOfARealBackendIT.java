package dev.braid.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.braid.bff.RunningBff;
import dev.braid.contracts.conformance.RecordingHttpClient;
import dev.braid.load.Api.Reply;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Documents that bff would have kept for an hour or a day, of a real backend that is changed behind its back. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ChangesOfARealBackendIT {

    /** How often it is measured how long an old answer is given. */
    private static final int ROUNDS = 9;

    private static final Duration PROMISED = Duration.ofSeconds(1);

    @TempDir
    private static Path folder;

    private static CoreProcess core;
    private static RunningBff bff;

    private final HttpClient client = RecordingHttpClient.http1();
    private final Api aggregated = new Api(bff.url("/"), client);
    private final Api direct = new Api(core.url(), Api.http1());
    private final String token = direct.register(UUID.randomUUID() + "@changes.example");

    @BeforeAll
    static void start() throws Exception {
        core = CoreProcess.start(folder, MinuteBars.in(folder));
        // Of a machine that runs other tests beside this one.
        bff = RunningBff.before(
                core.url(),
                "braid.auth=on",
                "braid.document.deadline=20s",
                "braid.service.token=" + core.serviceToken("bff"));
    }

    @AfterAll
    static void stop() {
        bff.close();
        core.close();
    }

    private void awaitChanges(String state) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> aggregated
                        .get("/health", token)
                        .body()
                        .at("/dependencies/changes/status")
                        .asString()
                        .equals(state));
    }

    private String make(long seed) {
        Reply made = direct.post("/backtests", token, """
                {"symbol":"%s","from":"2024-09-18","to":"2024-09-20","strategy_id":"sma_crossover",
                 "params":{"fast":3,"slow":9},"seed":%d}
                """.formatted(MinuteBars.SYMBOL, seed));
        assertThat(made.status()).isEqualTo(202);
        return made.body().get("run_id").asString();
    }

    private Reply complete(String run) {
        return aggregated.get("/api/v1/runs/" + run + "/complete", token);
    }

    private static boolean isHit(Reply reply) {
        return reply.body().at("/metadata/cache_hit").asBoolean(false);
    }

    /** Cached whole, for the five minutes that a run of today is. */
    private String cachedRun(long seed) {
        String run = make(seed);
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            Reply reply = complete(run);
            return isHit(reply) && reply.body().at("/run/status").asString("").equals("DONE");
        });
        return run;
    }

    private static Duration until(Callable<Boolean> fresh) {
        long began = System.nanoTime();
        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(20))
                .until(fresh);
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Test
    @Order(1)
    void showsWhatWasChangedDirectlyAtTheBackendWithinASecond() {
        awaitChanges("UP");
        List<Duration> taken = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            String run = cachedRun(round);

            assertThat(direct.delete("/backtests/" + run, token).status()).isEqualTo(204);

            taken.add(until(() -> complete(run).status() == 404));
        }

        taken.sort(null);
        System.out.printf(
                "changes: a deleted run is gone from bff after %d ms (median), %d ms (longest of %d)%n",
                taken.get(ROUNDS / 2).toMillis(), taken.get(ROUNDS - 1).toMillis(), ROUNDS);
        assertThat(taken.get(ROUNDS / 2)).isLessThan(PROMISED);
    }

    @Test
    @Order(2)
    void showsBarsThatWereCorrected() throws Exception {
        awaitChanges("UP");
        String day = "/api/v1/chart-data?symbol=" + MinuteBars.SYMBOL
                + "&timeframe=1M&from_date=2024-09-18&to_date=2024-09-18";
        await().until(() -> isHit(aggregated.get(day, token)));
        assertThat(firstBar(day).get("volume").asLong()).isEqualTo(100);
        Path corrected = folder.resolve("corrected.csv");
        Files.writeString(corrected, """
                symbol,t,o,h,l,c,v,tf
                %s,2024-09-18T13:30:00Z,100,100,100,100,777,1Min
                """.formatted(MinuteBars.SYMBOL));

        core.command("import", "bars", corrected.toString());

        until(() -> firstBar(day).get("volume").asLong() == 777);
    }

    private JsonNode firstBar(String target) {
        return aggregated.get(target, token).body().get("bars").get(0);
    }

    @Test
    @Order(3)
    void saysSoWhenItsTokenIsRevoked() throws Exception {
        awaitChanges("UP");

        core.command("token", "revoke", "bff");

        awaitChanges("DOWN");
        assertThat(complete("nobodys").status()).isEqualTo(404);
    }
}
