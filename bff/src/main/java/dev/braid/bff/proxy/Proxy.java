package dev.braid.bff.proxy;

import dev.braid.bff.observe.Correlation;
import dev.braid.bff.observe.Metrics;
import dev.braid.bff.observe.Spans;
import dev.braid.bff.upstream.Backend;
import dev.braid.bff.upstream.UpstreamException;
import dev.braid.bff.upstream.UpstreamException.Failure;
import dev.braid.bff.web.BraidMode;
import dev.braid.bff.web.EventLoopReplies;
import dev.braid.bff.web.RawTarget;
import dev.braid.bff.web.TrustedProxies;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.observation.transport.RequestReplySenderContext;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.util.context.ContextView;

/**
 * Passes requests to the backend and its replies back: status, headers and bytes unchanged but for what belongs to the connection,
 * streamed both ways as fast as the slower side takes them.
 *
 * <p>The reply is written on the connection itself, so the {@code Mono}s are empty; they end with the last byte. No limit and no breaker
 * stand here, and the connections are the proxy's own: what is passed through does not suffer from what is aggregated.
 */
@Component
public final class Proxy implements AutoCloseable {

    /** A stream of events holds its connection for as long as its viewer stays. */
    private static final int MAX_CONNECTIONS = 2_000;

    private static final Duration PENDING_ACQUIRE_TIMEOUT = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(Proxy.class);

    private final Backend backend;
    private final TrustedProxies trusted;
    private final Forgetting forgetting;
    private final ObservationRegistry observations;
    private final ConnectionProvider pool = Backend.pool("backend-proxy", MAX_CONNECTIONS, PENDING_ACQUIRE_TIMEOUT);
    private final HttpClient client;

    Proxy(
            Backend backend,
            TrustedProxies trusted,
            Forgetting forgetting,
            ObservationRegistry observations,
            @Value("${braid.proxy.patience:60s}") Duration patience) {
        this.backend = backend;
        this.trusted = trusted;
        this.forgetting = forgetting;
        this.observations = observations;
        this.client = backend.client(pool).doOnRequest((request, connection) -> Stall.watch(connection, patience));
    }

    /** The request as it is. */
    public Mono<ServerResponse> pass(ServerRequest request) {
        Passage passage = Passage.of(request);
        String target = RawTarget.of(passage.request());
        if (target.equals(RawTarget.SERVER_ITSELF)) {
            return ServerResponse.status(HttpStatus.NO_CONTENT).build();
        }
        return pass(passage, target);
    }

    /**
     * A request of an aggregated endpoint whose flag is off, to what it stands for; the reply says {@code Braid-Mode: pass-through}.
     *
     * @param target path and query of the backend, encoded
     */
    public Mono<ServerResponse> passTo(ServerRequest request, String target) {
        Passage passage = Passage.of(request);
        return Mono.defer(() -> {
            passage.response().header(BraidMode.HEADER, BraidMode.PASS_THROUGH);
            return pass(passage, target);
        });
    }

    @Override
    public void close() {
        pool.dispose();
    }

    private Mono<ServerResponse> pass(Passage passage, String target) {
        return Mono.deferContextual(context -> observed(passage, target, context))
                .then(Mono.empty());
    }

    private Mono<Void> observed(Passage passage, String target, ContextView context) {
        HttpHeaders headers = RequestHeaders.toBackend(passage.request(), backend.authority(), trusted);
        headers.set(Correlation.HEADER, Correlation.of(context));
        Observation observation = start(headers, context);
        return exchange(passage, target, headers)
                .onErrorResume(passage::isRepeatableAfter, failure -> exchange(passage, target, headers))
                .doOnSuccess(ended ->
                        outcome(observation, passage.response().status().code() / 100 + "xx"))
                .onErrorResume(failure -> failed(passage, observation, failure))
                .doFinally(signal -> observation.stop())
                .contextWrite(inner -> inner.put(ObservationThreadLocalAccessor.KEY, observation));
    }

    private Mono<Void> exchange(Passage passage, String target, HttpHeaders headers) {
        return client.request(passage.request().method())
                .uri(backend.onTheWire(target))
                .send((outgoing, outbound) -> {
                    // What the client library adds on its own account (Accept, User-Agent) is not the caller's.
                    outgoing.requestHeaders().set(headers);
                    return passage.hasBody() ? outbound.send(passage.body()) : Mono.empty();
                })
                .response((head, body) -> relay(passage, head, body))
                .then();
    }

    private Mono<Void> relay(Passage passage, HttpClientResponse head, ByteBufFlux body) {
        if (head.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
            String message = "reply: 101 (expected: no change of protocol, none was asked for)";
            return Mono.error(new UpstreamException(Failure.UNAVAILABLE, message, null));
        }
        return forgetting.after(passage.request(), head.status().code()).then(Mono.defer(() -> {
            ReplyHead.write(head, passage);
            return ReplyHead.endsTheReply(head, passage)
                    ? passage.response().send().subscribeOn(EventLoopReplies.loopOf(passage.response()))
                    : passage.response().send(body.retain()).then();
        }));
    }

    private Mono<Void> failed(Passage passage, Observation observation, Throwable failure) {
        if (failure instanceof Passage.ClientGoneException) {
            return Mono.empty();
        }
        observation.error(failure);
        UpstreamException lost = UpstreamException.of(failure);
        if (!passage.response().hasSentHeaders()) {
            outcome(observation, lost.failure().name().toLowerCase());
            return Mono.error(lost);
        }
        outcome(observation, "cut");
        log.warn("reply of the backend was cut off, and so is the client's: {}", String.valueOf(failure));
        return passage.cutOff();
    }

    /** Starting it writes traceparent, of the new span, into the headers. */
    private Observation start(HttpHeaders headers, ContextView context) {
        RequestReplySenderContext<HttpHeaders, HttpClientResponse> sender = new RequestReplySenderContext<>(
                (carrier, name, value) -> Objects.requireNonNull(carrier).set(name, value));
        sender.setCarrier(headers);
        return Observation.createNotStarted(Metrics.PROXY_REQUEST, () -> sender, observations)
                .contextualName(Spans.PROXY_REQUEST)
                .lowCardinalityKeyValue(Metrics.OUTCOME, "cancelled")
                .parentObservation(context.getOrDefault(ObservationThreadLocalAccessor.KEY, null))
                .start();
    }

    private static void outcome(Observation observation, String outcome) {
        observation.lowCardinalityKeyValue(Metrics.OUTCOME, outcome);
    }
}
