package dev.braid.bff.upstream;

import dev.braid.bff.observe.Correlation;
import dev.braid.bff.observe.Metrics;
import dev.braid.bff.observe.Spans;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.observation.transport.RequestReplySenderContext;
import java.util.Objects;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** One timer and one span for each call; the backend is told the correlation id and the span. */
final class ObservedUpstream implements Upstream {

    private final Upstream upstream;
    private final ObservationRegistry observations;

    ObservedUpstream(Upstream upstream, ObservationRegistry observations) {
        this.upstream = upstream;
        this.observations = observations;
    }

    @Override
    public Mono<UpstreamReply> call(UpstreamRequest request) {
        return Mono.deferContextual(context -> observed(request, context));
    }

    private Mono<UpstreamReply> observed(UpstreamRequest request, ContextView context) {
        HttpHeaders headers = new HttpHeaders(request.headers());
        headers.set(Correlation.HEADER, Correlation.of(context));
        Observation observation = start(request, headers, context);
        UpstreamRequest told = new UpstreamRequest(
                request.endpoint(), request.method(), request.target(), headers, request.deadline());
        return upstream.call(told)
                .doOnNext(reply -> outcome(observation, reply.status() / 100 + "xx"))
                .doOnError(failure -> failed(observation, failure))
                .doFinally(signal -> observation.stop())
                .contextWrite(inner -> inner.put(ObservationThreadLocalAccessor.KEY, observation));
    }

    /** Starting it writes traceparent, of the new span, into the headers. */
    private Observation start(UpstreamRequest request, HttpHeaders headers, ContextView context) {
        RequestReplySenderContext<HttpHeaders, UpstreamReply> sender = new RequestReplySenderContext<>(
                (carrier, name, value) -> Objects.requireNonNull(carrier).set(name, value));
        sender.setCarrier(headers);
        return Observation.createNotStarted(Metrics.UPSTREAM_CALL, () -> sender, observations)
                .contextualName(Spans.UPSTREAM_CALL)
                .lowCardinalityKeyValue(Metrics.ENDPOINT, request.endpoint())
                .lowCardinalityKeyValue(Metrics.OUTCOME, "cancelled")
                .parentObservation(context.getOrDefault(ObservationThreadLocalAccessor.KEY, null))
                .start();
    }

    private static void outcome(Observation observation, String outcome) {
        observation.lowCardinalityKeyValue(Metrics.OUTCOME, outcome);
    }

    private static void failed(Observation observation, Throwable failure) {
        outcome(observation, UpstreamException.of(failure).failure().name().toLowerCase());
        observation.error(failure);
    }
}
