package dev.braid.bff.socket;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import dev.braid.bff.wire.WebSocketWire;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Connections of every kind that tests can hold on to, on bff's own stack. No component: it is there only where a test names it. */
class Sockets {

    static final String SUBPROTOCOL = "braid.v1";

    private final BlockingQueue<Seen> opened = new LinkedBlockingQueue<>();

    /** {@code /__socket} and {@code /__events}. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    RouterFunction<ServerResponse> socketRoutes(SocketUpgrades upgrades) {
        return route().GET("/__socket", request -> webSocket(request, upgrades))
                .GET(
                        "/__events",
                        request -> upgrades.eventStream(request, seen()).then(Mono.empty()))
                .build();
    }

    /** The server's side of the connection that was opened next. */
    Seen next() throws InterruptedException {
        Seen next = opened.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("opened: none (expected: one)");
        }
        return next;
    }

    Seen seen() {
        return new Seen(opened);
    }

    private Mono<ServerResponse> webSocket(ServerRequest request, SocketUpgrades upgrades) {
        List<String> offered =
                SocketUpgrades.offeredSubprotocols(request.headers().asHttpHeaders());
        String subprotocol = offered.contains(SUBPROTOCOL) ? SUBPROTOCOL : null;
        return upgrades.webSocket(request, subprotocol, SocketLimits.text(), seen())
                .then(Mono.empty());
    }

    static WebSocketWire client(int port, String... headers) throws IOException {
        return WebSocketWire.to(port, "/__socket", headers);
    }

    /** What a handler was told, in order. */
    static final class Seen implements SocketHandler {

        private final BlockingQueue<Seen> opened;
        private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
        private volatile @Nullable Socket socket;

        Seen(BlockingQueue<Seen> opened) {
            this.opened = opened;
        }

        Socket socket() {
            return socket;
        }

        /** Runs it on the connection's loop. */
        void on(Consumer<Socket> task) throws Exception {
            socket.loop().submit(() -> task.accept(socket)).get(10, TimeUnit.SECONDS);
        }

        /** The next thing that it was told; waits for it. */
        String event() throws InterruptedException {
            String event = events.poll(10, TimeUnit.SECONDS);
            return event == null ? "nothing" : event;
        }

        String eventBesideWritable() throws InterruptedException {
            String event = event();
            while (event.equals("writable")) {
                event = event();
            }
            return event;
        }

        @Override
        public void opened(Socket opening) {
            socket = opening;
            opened.add(this);
        }

        @Override
        public void text(Socket from, ByteBuf message) {
            events.add("text " + message.toString(StandardCharsets.UTF_8));
        }

        @Override
        public void writable(Socket from) {
            events.add("writable");
        }

        @Override
        public void pong(Socket from) {
            events.add("pong");
        }

        @Override
        public void closed(Socket from, int code) {
            events.add("closed " + code);
        }
    }
}
