package dev.braid.bff.upstream;

import dev.braid.bff.observe.Metrics;
import dev.braid.bff.upstream.UpstreamException.Failure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.http.HttpMethod;
import reactor.core.publisher.Mono;

/**
 * A second attempt of GET and HEAD where the first found no one: refused, reset, or closed before the end of the reply. It is made
 * at once, because the usual cause is a pooled connection that the backend was just closing, and within the same deadline.
 *
 * <p>Not after a reply, whatever its status: the backend has answered. Not after a timeout: no time is left, and what is slow must
 * not be asked twice.
 */
final class RetryingUpstream implements Upstream {

    private final Upstream upstream;
    private final RetryBudget budget;
    private final Counter sent;
    private final Counter refused;

    RetryingUpstream(Upstream upstream, MeterRegistry meters) {
        this.upstream = upstream;
        this.budget = new RetryBudget();
        this.sent = meters.counter(Metrics.UPSTREAM_RETRIES, Metrics.OUTCOME, "sent");
        this.refused = meters.counter(Metrics.UPSTREAM_RETRIES, Metrics.OUTCOME, "refused");
    }

    @Override
    public Mono<UpstreamReply> call(UpstreamRequest request) {
        return Mono.defer(() -> {
            budget.called();
            return upstream.call(request).onErrorResume(UpstreamException.class, failure -> again(request, failure));
        });
    }

    private Mono<UpstreamReply> again(UpstreamRequest request, UpstreamException failure) {
        if (failure.failure() != Failure.UNAVAILABLE
                || !isSafe(request)
                || request.deadline().hasPassed()) {
            return Mono.error(failure);
        }
        if (!budget.allowsRetry()) {
            refused.increment();
            return Mono.error(failure);
        }
        sent.increment();
        return upstream.call(request);
    }

    private static boolean isSafe(UpstreamRequest request) {
        return request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    }
}
