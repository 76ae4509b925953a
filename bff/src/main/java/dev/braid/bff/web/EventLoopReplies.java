package dev.braid.bff.web;

import io.netty.channel.EventLoop;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.reactivestreams.Publisher;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Brings the end of every reply back to the event loop of its connection, whichever thread made it.
 *
 * <p>Reactor Netty 1.3.6 needs it: ended on another thread, a reply is on the wire before its connection is ready for the next request,
 * which is then put aside, and the one after it is not read at all. The client waits for ever.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class EventLoopReplies implements WebFilter {

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpResponse response = exchange.getResponse();
        Scheduler loop = loopOf(ServerHttpResponseDecorator.getNativeResponse(response));
        ServerWebExchange onLoop =
                exchange.mutate().response(new OnLoop(response, loop)).build();
        return chain.filter(onLoop).publishOn(loop);
    }

    /** Runs on the event loop of the reply's connection; at once, if called there. */
    public static Scheduler loopOf(HttpServerResponse response) {
        AtomicReference<EventLoop> found = new AtomicReference<>();
        response.withConnection(connection -> found.set(connection.channel().eventLoop()));
        EventLoop loop = Objects.requireNonNull(found.get());
        return Schedulers.fromExecutor(task -> {
            if (loop.inEventLoop()) {
                task.run();
                return;
            }
            loop.execute(task);
        });
    }

    private static final class OnLoop extends ServerHttpResponseDecorator {

        private final Scheduler loop;

        OnLoop(ServerHttpResponse response, Scheduler loop) {
            super(response);
            this.loop = loop;
        }

        @Override
        public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
            // A body that is one value goes out in one piece with the head, and must go on being one.
            return body instanceof Mono
                    ? super.writeWith(Mono.from(body).publishOn(loop))
                    : super.writeWith(Flux.from(body).publishOn(loop));
        }
    }
}
