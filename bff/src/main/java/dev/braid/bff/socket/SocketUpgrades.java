package dev.braid.bff.socket;

import dev.braid.bff.socket.EventStreamConnection.Framing;
import dev.braid.bff.web.EventLoopReplies;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;

/**
 * Makes of a request a connection that stays: a WebSocket or an event stream. The reply carries what filters have set on the exchange.
 *
 * <p>The exchange is over, for the access log and for metrics, when the connection has been handed to its handler, which hears of it from
 * then on. Where the client goes before that, the handler hears nothing, and the returned Mono fails or is cancelled.
 *
 * <p>Not Spring's {@code WebSocketSession}: it writes what is sent ahead of the network, 128 frames of it, and holds the whole exchange
 * for as long as the connection lasts.
 */
@Component
public final class SocketUpgrades {

    private final int sendBuffer;

    /** @param sendBuffer what the system keeps of a client that does not read; Linux takes twice as much */
    SocketUpgrades(@Value("${braid.socket.send-buffer:16KB}") DataSize sendBuffer) {
        this.sendBuffer = Math.toIntExact(sendBuffer.toBytes());
    }

    /** Why the request cannot become a WebSocket, if it cannot; to be asked before {@link #webSocket}. */
    public Optional<BadHandshake> badHandshake(ServerRequest request) {
        return BadHandshake.in(request.headers().asHttpHeaders(), version(request) == HttpVersion.HTTP_1_1);
    }

    /** The subprotocols that the client offers, in its order. */
    public static List<String> offeredSubprotocols(HttpHeaders request) {
        return BadHandshake.tokens(request, "Sec-WebSocket-Protocol");
    }

    /**
     * Answers 101 and hands the connection over.
     *
     * @param subprotocol one that the client offers, to be echoed; null: none
     */
    public Mono<Void> webSocket(
            ServerRequest request, @Nullable String subprotocol, SocketLimits limits, SocketHandler handler) {
        if (subprotocol != null
                && !offeredSubprotocols(request.headers().asHttpHeaders()).contains(subprotocol)) {
            throw new IllegalArgumentException("subprotocol: " + subprotocol + " (expected: one that is offered)");
        }
        WebsocketServerSpec.Builder spec = WebsocketServerSpec.builder().maxFramePayloadLength(limits.largestMessage());
        WebsocketServerSpec asked = (subprotocol == null ? spec : spec.protocols(subprotocol)).build();
        ServerHttpResponse response = request.exchange().getResponse();
        HttpServerResponse wire = ServerHttpResponseDecorator.getNativeResponse(response);
        return onItsLoop(wire, Mono.defer(() -> {
            response.setStatusCode(HttpStatus.SWITCHING_PROTOCOLS);
            wire.withConnection(connection -> EarlyBytes.areDroppedFrom(connection.channel()));
            return response.setComplete()
                    .then(Mono.defer(() -> wire.sendWebsocket(
                            (in, out) -> {
                                in.withConnection(
                                        connection -> takeover(connection).webSocket(limits, handler));
                                return Mono.never();
                            },
                            asked)));
        }));
    }

    /** Answers 200 with the head of an event stream and hands the connection over; {@link SocketHandler#text} is never called. */
    public Mono<Void> eventStream(ServerRequest request, SocketHandler handler) {
        ServerHttpResponse response = request.exchange().getResponse();
        HttpServerResponse wire = ServerHttpResponseDecorator.getNativeResponse(response);
        Framing framing = framing(version(request));
        return onItsLoop(wire, Mono.defer(() -> {
            describe(response);
            wire.chunkedTransfer(framing == Framing.CHUNKS);
            return response.setComplete()
                    .then(Mono.defer(() -> wire.sendHeaders().then()))
                    .then(Mono.fromRunnable(() -> wire.withConnection(
                            connection -> takeover(connection).eventStream(framing, handler))));
        }));
    }

    private Takeover takeover(Connection connection) {
        return Takeover.of(connection.channel(), sendBuffer);
    }

    private static void describe(ServerHttpResponse response) {
        response.setStatusCode(HttpStatus.OK);
        HttpHeaders headers = response.getHeaders();
        headers.setContentType(MediaType.TEXT_EVENT_STREAM);
        headers.setCacheControl(CacheControl.noStore());
        // nginx would collect events until they fill a buffer of its own.
        headers.set("X-Accel-Buffering", "no");
    }

    private static Framing framing(HttpVersion version) {
        if (version.majorVersion() > 1) {
            return Framing.HTTP2;
        }
        return version == HttpVersion.HTTP_1_1 ? Framing.CHUNKS : Framing.NONE;
    }

    private static HttpVersion version(ServerRequest request) {
        HttpServerRequest wire =
                ServerHttpRequestDecorator.getNativeRequest(request.exchange().getRequest());
        return wire.version();
    }

    private static Mono<Void> onItsLoop(HttpServerResponse wire, Mono<Void> upgrade) {
        return upgrade.subscribeOn(EventLoopReplies.loopOf(wire));
    }
}
