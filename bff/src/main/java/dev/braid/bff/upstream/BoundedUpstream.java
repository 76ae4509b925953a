package dev.braid.bff.upstream;

import dev.braid.bff.observe.Metrics;
import dev.braid.bff.upstream.UpstreamException.Failure;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.reactor.bulkhead.operator.BulkheadOperator;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** A limit to the calls under way. One more is refused as BUSY at once: it would only wait for what is late already. */
final class BoundedUpstream implements Upstream {

    /** Forty documents of five sections at a time; at 50 ms a section that is 4,000 calls a second, beyond what one backend serves. */
    static final int MAX_CONCURRENT_CALLS = 200;

    private final Upstream upstream;
    private final Bulkhead bulkhead;

    BoundedUpstream(Upstream upstream, MeterRegistry meters) {
        this(upstream, meters, MAX_CONCURRENT_CALLS);
    }

    BoundedUpstream(Upstream upstream, MeterRegistry meters, int limit) {
        this.upstream = upstream;
        this.bulkhead = Bulkhead.of(
                "backend",
                BulkheadConfig.custom()
                        .maxConcurrentCalls(limit)
                        .maxWaitDuration(Duration.ZERO)
                        .build());
        Gauge.builder(
                        Metrics.UPSTREAM_IN_FLIGHT,
                        bulkhead,
                        calls -> limit - calls.getMetrics().getAvailableConcurrentCalls())
                .register(meters);
    }

    @Override
    public Mono<UpstreamReply> call(UpstreamRequest request) {
        return upstream.call(request)
                .transformDeferred(BulkheadOperator.of(bulkhead))
                .onErrorMap(BulkheadFullException.class, BoundedUpstream::refused);
    }

    private static UpstreamException refused(BulkheadFullException full) {
        return new UpstreamException(Failure.BUSY, "calls of the backend: at the limit (expected: below)", full);
    }
}
