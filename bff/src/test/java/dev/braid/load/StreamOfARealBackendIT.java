package dev.braid.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.braid.bff.RunningBff;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A run that is watched by many while the real backend is killed and comes back: nobody is disconnected, and nobody misses an order. */
class StreamOfARealBackendIT {

    private static final int TOGETHER = LoadShare.of(1000, 50);
    private static final int ALONE = LoadShare.of(50, 5);

    private static final String TO_THE_END = "{\"t\":\"ctrl\",\"cmd\":\"speed\",\"val\":1000}";
    private static final String PLAY = "{\"t\":\"ctrl\",\"cmd\":\"play\"}";
    private static final Duration PROMISED = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private static Path folder;

    private static CoreProcess core;
    private static RunningBff bff;
    private static String token;

    private final HttpClient client = HttpClient.newHttpClient();

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
        List<Seen> together = watch(run, "?session=together", TOGETHER);
        List<Seen> alone = watch(run, "", ALONE);
        List<Seen> all = Stream.concat(together.stream(), alone.stream()).toList();
        List<Seen> drivers =
                Stream.concat(Stream.of(together.get(0)), alone.stream()).toList();
        drivers.forEach(driver -> driver.say(PLAY));
        all.forEach(viewer -> await().atMost(PATIENCE).until(() -> viewer.lastRow >= 60));

        core.kill();
        await().atMost(PATIENCE).until(() -> together.get(0).states.contains("reconnecting"));
        int stood = together.get(0).lastRow;
        core.restart();
        long ready = System.nanoTime();

        await().pollInterval(Duration.ofMillis(5)).atMost(PATIENCE).until(() -> together.get(0).lastRow > stood);
        Duration back = Duration.ofNanos(System.nanoTime() - ready);
        drivers.forEach(driver -> driver.say(TO_THE_END));
        all.forEach(viewer -> await().atMost(PATIENCE).until(() -> viewer.ended));
        System.out.printf(
                "streams: %d viewers together and %d alone; the backend was killed at row %d, and it played on %d ms after it was ready%n",
                TOGETHER, ALONE, stood, back.toMillis());
        assertThat(all).allSatisfy(viewer -> {
            assertThat(viewer.closedWith).isZero();
            assertThat(viewer.orders).isEqualTo(orders);
            assertThat(viewer.isInOrder).isTrue();
        });
        assertThat(back).isLessThan(PROMISED);
        all.forEach(Seen::leave);
    }

    private List<Seen> watch(String run, String query, int viewers) {
        URI url = URI.create("ws"
                + bff.url("/api/v1/runs/" + run + "/stream" + query).toString().substring(4));
        return IntStream.range(0, viewers)
                .mapToObj(each -> {
                    Seen seen = new Seen();
                    seen.socket = client.newWebSocketBuilder()
                            .subprotocols("braid.v1", "bearer." + token)
                            .buildAsync(url, seen)
                            .join();
                    await().atMost(PATIENCE).until(() -> seen.states.contains("live"));
                    return seen;
                })
                .toList();
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

    /** What one viewer sees. */
    private static final class Seen implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();
        private final List<String> orders = new CopyOnWriteArrayList<>();
        private final List<String> states = new CopyOnWriteArrayList<>();
        private volatile WebSocket socket;
        private volatile int lastRow = -1;
        private volatile boolean isInOrder = true;
        private volatile boolean ended;
        private volatile int closedWith;

        Seen say(String message) {
            socket.sendText(message, true).join();
            return this;
        }

        void leave() {
            socket.abort();
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                hear(JSON.readTree(text.toString()));
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void hear(JsonNode message) {
            switch (message.get("t").asString()) {
                case "frame" -> {
                    int row = message.get("i").asInt();
                    isInOrder &= row > lastRow;
                    message.get("orders")
                            .forEach(order -> orders.add(order.get("order_id").asString()));
                    lastRow = row;
                }
                case "status" -> states.add(message.get("state").asString());
                case "end" -> ended = true;
                default -> {}
            }
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closedWith = code;
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closedWith = 1006;
        }
    }
}
