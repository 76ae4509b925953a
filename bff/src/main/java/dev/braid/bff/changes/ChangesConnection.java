package dev.braid.bff.changes;

import dev.braid.bff.changes.Frame.Greeting;
import dev.braid.bff.upstream.Backend;
import dev.braid.bff.upstream.NoOrigin;
import dev.braid.bff.web.ServiceToken;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;
import reactor.netty.resources.ConnectionProvider;

/**
 * Connections to the backend's {@code /api/ws}, one at a time, from opening it to its end.
 *
 * <p>Over no pool, limit or breaker that others use. A peer that says nothing, not even to a ping, is left.
 */
final class ChangesConnection {

    private static final String TARGET = "/api/ws";

    /** Of a message, in one frame or several; an event has a few hundred bytes. */
    private static final int LARGEST_BYTES = 1024 * 1024;

    private static final WebsocketClientSpec SPEC =
            WebsocketClientSpec.builder().maxFramePayloadLength(LARGEST_BYTES).build();

    private final HttpClient client;
    private final String target;
    private final ChangesSettings settings;

    ChangesConnection(Backend backend, ServiceToken token, ChangesSettings settings) {
        this.client = backend.client(ConnectionProvider.newConnection())
                .doOnChannelInit((observer, channel, address) -> NoOrigin.in(channel.pipeline()))
                .headers(headers -> headers.set(HttpHeaderNames.AUTHORIZATION, token.authorization()));
        this.target = backend.onTheWire(TARGET);
        this.settings = settings;
    }

    /**
     * Opens one when subscribed to, and says how it ended; never an error. Whoever cancels ends it.
     *
     * @param each is given every frame, in order, on an event loop
     */
    Mono<Ending> followed(Consumer<Frame> each) {
        return Mono.defer(() -> {
            Sinks.Empty<Void> greeted = Sinks.empty();
            Mono<Ending> whole = client.websocket(SPEC)
                    .uri(target)
                    .handle((in, out) -> session(in, out, frame -> {
                        each.accept(frame);
                        if (frame instanceof Greeting) {
                            greeted.tryEmitEmpty();
                        }
                    }))
                    .next()
                    .onErrorResume(failure -> Mono.just(Ending.of(failure)));
            return Mono.firstWithValue(whole, tooLate(greeted.asMono()));
        });
    }

    private Mono<Ending> tooLate(Mono<Void> greeted) {
        return Mono.delay(settings.handshake())
                .takeUntilOther(greeted)
                .map(late -> Ending.lost("not greeted within " + settings.handshake()));
    }

    private Mono<Ending> session(WebsocketInbound in, WebsocketOutbound out, Consumer<Frame> each) {
        Mono<Void> reading = in.aggregateFrames(LARGEST_BYTES)
                .receiveFrames()
                .timeout(settings.silence())
                .doOnNext(frame -> read(frame, each))
                .then();
        return Mono.firstWithSignal(reading, pinging(out))
                .then(in.receiveCloseStatus().map(Ending::closed))
                .defaultIfEmpty(Ending.lost("ended without a word"))
                .onErrorResume(failure -> Mono.just(Ending.of(failure)));
    }

    private Mono<Void> pinging(WebsocketOutbound out) {
        return Flux.interval(settings.ping())
                .onBackpressureDrop()
                .concatMap(tick -> out.sendObject(new PingWebSocketFrame()))
                .then();
    }

    private static void read(WebSocketFrame frame, Consumer<Frame> each) {
        if (frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame) {
            each.accept(Frame.of(ByteBufUtil.getBytes(frame.content())));
        }
    }
}
