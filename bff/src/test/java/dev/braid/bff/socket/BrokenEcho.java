package dev.braid.bff.socket;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.netty.buffer.ByteBuf;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** At {@code /__broken}, an echo that changes the last byte of each text: what a check of echoes has to find. */
class BrokenEcho {

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    RouterFunction<ServerResponse> brokenRoute(SocketUpgrades upgrades) {
        SocketLimits limits = new SocketLimits(1 << 20, true);
        return route().GET(
                        "/__broken",
                        request -> upgrades.webSocket(request, null, limits, new Altering())
                                .then(Mono.empty()))
                .build();
    }

    private static final class Altering implements SocketHandler {

        private final Echo echo = new Echo();

        @Override
        public void opened(Socket socket) {
            echo.opened(socket);
        }

        @Override
        public void text(Socket socket, ByteBuf text) {
            if (text.isReadable()) {
                text.setByte(text.writerIndex() - 1, '!');
            }
            echo.text(socket, text);
        }

        @Override
        public void binary(Socket socket, ByteBuf message) {
            echo.binary(socket, message);
        }

        @Override
        public void writable(Socket socket) {
            echo.writable(socket);
        }

        @Override
        public void pong(Socket socket) {
            echo.pong(socket);
        }

        @Override
        public void closed(Socket socket, int code) {
            echo.closed(socket, code);
        }
    }
}
