package dev.braid.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.braid.bff.RunningBff;
import dev.braid.load.stream.Spectator;
import dev.braid.load.stream.Spectators;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is watched by many while the real backend is killed and comes back: nobody is disconnected, and nobody misses an order. */
class StreamOfARealBackendIT {

    private static final int TOGETHER = LoadShare.of(1000, 50);
    private static final int ALONE = LoadShare.of(50, 5);

    private static final String TO_THE_END = "{\"t\":\"ctrl\",\"cmd\":\"speed\",\"val\":1000}";
    private static final String PLAY = "{\"t\":\"ctrl\",\"cmd\":\"play\"}";
    private static final Duration PROMISED = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private static Path folder;

    private static CoreProcess core;
    private static RunningBff bff;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        core = CoreProcess.start(folder, MinuteBars.in(folder));
        token = new Api(core.url(), Api.http1()).register(UUID.randomUUID() + "@streams.example");
        bff = RunningBff.before(
                core.url(),
                "braid.auth=on",
                "braid.service.token=" + core.serviceToken("bff"),
                "logging.level.root=WARN");
    }

    @AfterAll
    static void stop() {
        bff.close();
        core.close();
    }

    @Test
    void losesNobodyAndNoOrderWhenTheBackendIsKilled() throws Exception {
        Api direct = new Api(core.url(), Api.http1());
        String run = finishedRun(direct);
        List<String> orders = orders(direct, run);
        try (Spectators spectators = new Spectators(orders)) {
            List<Spectator> together = spectators.come(stream(run, "?session=together"), token, TOGETHER);
            List<Spectator> alone = spectators.come(stream(run, ""), token, ALONE);
            List<Spectator> all =
                    Stream.concat(together.stream(), alone.stream()).toList();
            List<Spectator> drivers =
                    Stream.concat(together.stream().limit(1), alone.stream()).toList();
            awaitAll(all, viewer -> viewer.wasTold("live"));
            drivers.forEach(driver -> driver.say(PLAY));
            awaitAll(all, viewer -> viewer.row() >= 60);

            core.kill();
            awaitAll(drivers, viewer -> viewer.wasTold("reconnecting"));
            int stood = together.get(0).row();
            core.restart();
            long ready = System.nanoTime();

            await().pollInterval(Duration.ofMillis(5))
                    .atMost(PATIENCE)
                    .until(() -> together.get(0).row() > stood);
            Duration back = Duration.ofNanos(System.nanoTime() - ready);
            drivers.forEach(driver -> driver.say(TO_THE_END));
            awaitAll(all, Spectator::hasEnded);
            System.out.printf(
                    "streams: %d viewers together and %d alone; the backend was killed at row %d, and it played on %d ms after it was ready%n",
                    TOGETHER, ALONE, stood, back.toMillis());
            assertThat(all).allSatisfy(viewer -> {
                assertThat(viewer.trouble()).isNull();
                assertThat(viewer.orders()).isEqualTo(orders.size());
            });
            assertThat(back).isLessThan(PROMISED);
        }
    }

    private static URI stream(String run, String query) {
        return bff.url("/api/v1/runs/" + run + "/stream" + query);
    }

    /** Until it is so for each, or one of them is in trouble. */
    private static void awaitAll(List<Spectator> viewers, Predicate<Spectator> wanted) {
        await().atMost(PATIENCE)
                .failFast(() -> viewers.stream()
                        .filter(viewer -> viewer.trouble() != null)
                        .findFirst()
                        .ifPresent(viewer -> {
                            throw new AssertionError(viewer.toString());
                        }))
                .untilAsserted(() -> assertThat(viewers).allMatch(wanted));
    }

    private static String finishedRun(Api direct) {
        Api.Reply made = direct.post("/backtests", token, """
                {"symbol":"%s","from":"2024-09-18","to":"2024-09-20","strategy_id":"sma_crossover",
                 "params":{"fast":3,"slow":9},"seed":1}
                """.formatted(MinuteBars.SYMBOL));
        String run = made.body().get("run_id").asString();
        await().atMost(PATIENCE)
                .until(() -> direct.get("/backtests/" + run, token)
                        .body()
                        .get("status")
                        .asString()
                        .equals("DONE"));
        return run;
    }

    private static List<String> orders(Api direct, String run) {
        List<String> ids = new ArrayList<>();
        direct.get("/backtests/" + run + "/orders?limit=5000", token)
                .body()
                .get("items")
                .forEach(order -> ids.add(order.get("order_id").asString()));
        assertThat(ids).hasSizeGreaterThan(50);
        return ids;
    }
}
