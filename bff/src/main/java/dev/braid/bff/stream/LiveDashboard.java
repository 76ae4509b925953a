package dev.braid.bff.stream;

import dev.braid.bff.socket.Closing;
import dev.braid.bff.socket.Socket;
import dev.braid.bff.socket.SocketHandler;
import dev.braid.bff.socket.SocketLimits;
import dev.braid.bff.socket.SocketUpgrades;
import dev.braid.bff.web.ApiException;
import dev.braid.contracts.ErrorCode;
import io.netty.buffer.ByteBuf;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** {@code /api/v1/dashboard/stream} and {@code /events}: says that there is no live dashboard, in words that clients act on. They poll. */
@Component
public final class LiveDashboard {

    private static final String REASON = "live dashboards: not available (expected: poll /api/v1/dashboard/complete)";
    private static final Closing NOT_HERE = new Closing(4504, REASON);
    private static final String RETRY_AFTER_SECONDS = "300";

    private final SocketUpgrades upgrades;
    private final PageOrigins origins;

    LiveDashboard(SocketUpgrades upgrades, PageOrigins origins) {
        this.upgrades = upgrades;
        this.origins = origins;
    }

    /** A browser learns why a socket was closed, and not why it was not opened. */
    public Mono<ServerResponse> socket(ServerRequest request) {
        origins.requireGood(request);
        upgrades.badHandshake(request).ifPresent(bad -> {
            throw bad.refusal();
        });
        boolean braid = Offer.of(request.headers().asHttpHeaders()).braid();
        return upgrades.webSocket(request, braid ? Offer.BRAID : null, SocketLimits.text(), new ClosedAtOnce())
                .then(Mono.empty());
    }

    public Mono<ServerResponse> events(ServerRequest request) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return Mono.error(() -> new ApiException(ErrorCode.BUSY, REASON, null, headers, null));
    }

    private static final class ClosedAtOnce implements SocketHandler {

        @Override
        public void opened(Socket socket) {
            socket.close(NOT_HERE);
        }

        @Override
        public void text(Socket socket, ByteBuf message) {
            // It is closed already.
        }

        @Override
        public void writable(Socket socket) {
            // Nothing waits.
        }

        @Override
        public void pong(Socket socket) {
            // Nobody asked.
        }

        @Override
        public void closed(Socket socket, int code) {
            // Nothing is left to be given back.
        }
    }
}
