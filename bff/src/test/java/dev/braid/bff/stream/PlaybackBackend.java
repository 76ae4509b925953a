package dev.braid.bff.stream;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A backend that plays runs over real sockets, as backend-core does: a row each 5 ms or as the test wants it, an order with each third row, and nothing by
 * chance. Can be killed and come back on the same port.
 */
final class PlaybackBackend implements AutoCloseable {

    static final int ROWS = 1_000_000;
    static final Duration TICK = Duration.ofMillis(5);

    private static final JsonMapper JSON = new JsonMapper();

    /** What `GET /backtests/{id}` is answered with, by Authorization; absent: nobody. */
    final Map<String, Integer> verdicts = new ConcurrentHashMap<>();

    final List<Playing> playing = new CopyOnWriteArrayList<>();
    final List<String> opened = new CopyOnWriteArrayList<>();
    /** What was asked for beside what there is. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    final List<String> heard = new CopyOnWriteArrayList<>();
    volatile String status = "RUNNING";
    volatile int last = ROWS - 1;
    volatile Function<HttpServerRequest, Integer> refusal = request -> 0;

    private final Duration tick;
    private @Nullable DisposableServer server;
    private int port;

    private PlaybackBackend(Duration tick) {
        this.tick = tick;
    }

    static PlaybackBackend start() {
        return start(TICK);
    }

    static PlaybackBackend start(Duration tick) {
        PlaybackBackend backend = new PlaybackBackend(tick);
        backend.come();
        return backend;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    void come() {
        DisposableServer started = HttpServer.create()
                .bindAddress(() -> new InetSocketAddress("127.0.0.1", port))
                .route(routes -> routes.get("/healthz", (request, response) -> response.sendString(Mono.just("{}")))
                        .get("/backtests/{id}/stream", (request, response) -> {
                            asked.add(request.uri());
                            return response.sendNotFound();
                        })
                        .get("/backtests/{id}", this::run)
                        .get("/backtests/{id}/ws", this::play))
                .bindNow();
        port = started.port();
        server = started;
    }

    /** As kill -9 does: every connection ends without a word. */
    void die() {
        DisposableServer dying = server;
        server = null;
        playing.forEach(Playing::cut);
        if (dying != null) {
            dying.disposeNow(Duration.ofSeconds(10));
        }
        playing.forEach(Playing::cut);
        playing.clear();
    }

    /** All sockets are lost, but the backend stays. */
    void cut() {
        playing.forEach(Playing::cut);
        playing.clear();
    }

    void say(String text) {
        playing.forEach(each -> each.send(text));
    }

    @Override
    public void close() {
        die();
    }

    private Mono<Void> run(HttpServerRequest request, HttpServerResponse response) {
        String credential = request.requestHeaders().get("Authorization", "");
        int code = verdicts.getOrDefault(credential, 401);
        String body = code == 200
                ? "{\"run_id\":\"r\",\"status\":\"" + status + "\"}"
                : "{\"error\":{\"code\":\"X\",\"message\":\"m\",\"details\":null,\"correlation_id\":\"abcd-1234\"}}";
        return response.status(code)
                .header("Content-Type", "application/json")
                .sendString(Mono.just(body))
                .then();
    }

    private Mono<Void> play(HttpServerRequest request, HttpServerResponse response) {
        int refused = refusal.apply(request);
        if (refused > 0) {
            return response.status(refused).send();
        }
        opened.add(request.uri() + " " + request.requestHeaders().get("Authorization", "nobody"));
        String query = request.uri().contains("from_i=") ? request.uri().replaceFirst(".*from_i=", "") : "0";
        return response.sendWebsocket((in, out) -> {
            Playing one = new Playing(request.uri(), in, out, Integer.parseInt(query));
            playing.add(one);
            return one.conversation().doFinally(signal -> playing.remove(one));
        });
    }

    /** One conversation. */
    final class Playing {

        private final String target;
        private final WebsocketOutbound out;
        private final WebsocketInbound in;
        private final List<Connection> connections = new ArrayList<>();
        private int next;
        private boolean plays;

        private Playing(String target, WebsocketInbound in, WebsocketOutbound out, int from) {
            this.target = target;
            this.in = in;
            this.out = out;
            this.next = from;
            in.withConnection(connections::add);
        }

        private Mono<Void> conversation() {
            Connection connection = connections.get(0);
            connection
                    .channel()
                    .eventLoop()
                    .scheduleAtFixedRate(this::tick, 5, tick.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
            return in.receive().asString().doOnNext(this::hear).then();
        }

        private void tick() {
            if (plays && connections.get(0).channel().isActive()) {
                if (next > last) {
                    if (!status.equals("RUNNING")) {
                        plays = false;
                        send("{\"t\":\"end\",\"i\":" + last + ",\"ts\":\"" + at(last) + "\"}");
                    }
                    return;
                }
                send(frame(next++));
            }
        }

        private void hear(String text) {
            heard.add(text);
            JsonNode control = JSON.readTree(text);
            switch (control.path("cmd").asString("")) {
                case "play" -> {
                    next = next > last && !status.equals("RUNNING") ? 0 : next;
                    plays = true;
                }
                case "pause" -> plays = false;
                case "seek" -> {
                    int to = control.path("pos").asInt(-1);
                    if (to < 0 || to > last) {
                        send("{\"t\":\"err\",\"code\":\"RANGE\",\"msg\":\"pos: " + to
                                + "\",\"details\":{\"min\":0,\"max\":" + last + "}}");
                        return;
                    }
                    next = to;
                    send(frame(next++));
                }
                default -> {}
            }
        }

        boolean isOf(String run) {
            return target.contains(run);
        }

        void send(String text) {
            Connection connection = connections.get(0);
            connection
                    .channel()
                    .eventLoop()
                    .execute(() -> connection
                            .channel()
                            .writeAndFlush(new io.netty.handler.codec.http.websocketx.TextWebSocketFrame(text)));
        }

        void cut() {
            connections.get(0).channel().close();
        }

        void closeWith(int code) {
            out.sendClose(code, "told to").subscribe();
        }
    }

    /** Each row that a multiple of three is has an order, whose number is the row's. */
    static String frame(int row) {
        String orders = row % 3 == 0 ? "{\"order_id\":\"o" + row + "\"}" : "";
        return "{\"t\":\"frame\",\"i\":" + row + ",\"ts\":\"" + at(row) + "\",\"ohlc\":null,\"orders\":[" + orders
                + "],\"equity\":" + (100_000 + row) + ".5,\"dropped\":0}";
    }

    private static Instant at(int row) {
        return Instant.parse("2024-01-02T14:30:00Z").plusSeconds(60L * row);
    }
}
