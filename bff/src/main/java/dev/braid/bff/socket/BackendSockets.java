package dev.braid.bff.socket;

import dev.braid.bff.upstream.Backend;
import dev.braid.bff.upstream.NoOrigin;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.resources.ConnectionProvider;

/** WebSockets to the backend, each a connection of its own: over no pool, limit or breaker that others use. */
@Component
public final class BackendSockets {

    /** From connecting to 101. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(5);

    private final Backend backend;
    private final HttpClient client;
    private final int sendBuffer;

    BackendSockets(Backend backend, @Value("${braid.socket.send-buffer:16KB}") DataSize sendBuffer) {
        this.backend = backend;
        this.client = backend.client(ConnectionProvider.newConnection())
                .doOnChannelInit((observer, channel, address) -> NoOrigin.in(channel.pipeline()));
        this.sendBuffer = Math.toIntExact(sendBuffer.toBytes());
    }

    /**
     * Opens one when subscribed to, and completes when it has been handed to the handler, which hears of it from then on. Before that it
     * may be cancelled, or fail: with {@link RefusedUpgrade} if the backend said no, with another exception if it said nothing.
     *
     * @param loop one of the server's, that the socket is to live on
     * @param target path and query
     */
    public Mono<Void> open(
            EventExecutor loop,
            String target,
            HttpHeaders headers,
            List<String> subprotocols,
            SocketLimits limits,
            SocketHandler handler) {
        WebsocketClientSpec.Builder spec = WebsocketClientSpec.builder().maxFramePayloadLength(limits.largestMessage());
        if (!subprotocols.isEmpty()) {
            spec.protocols(String.join(",", subprotocols));
        }
        return client.runOn((EventLoop) loop)
                .headers(sent -> headers.forEach(sent::set))
                .websocket(spec.build())
                .uri(backend.onTheWire(target))
                .connect()
                // On the loop, so that it is never late by a moment, with the connection handed over already.
                .timeout(HANDSHAKE, Schedulers.fromExecutorService(loop))
                .doOnNext(connection ->
                        Takeover.of(connection.channel(), sendBuffer).clientWebSocket(limits, handler))
                .onErrorMap(WebSocketClientHandshakeException.class, BackendSockets::refused)
                .then();
    }

    private static Throwable refused(WebSocketClientHandshakeException failure) {
        HttpResponse reply = failure.response();
        return reply == null ? failure : new RefusedUpgrade(reply.status().code(), failure);
    }
}
