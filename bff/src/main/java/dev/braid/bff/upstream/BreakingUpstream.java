package dev.braid.bff.upstream;

import dev.braid.bff.observe.Metrics;
import dev.braid.bff.upstream.UpstreamException.Failure;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Stops asking an endpoint that mostly fails: a breaker for each, so that one that is ill takes no other with it.
 *
 * <p>A failure is a 5xx, no reply, or none in time. What the backend refuses with a 4xx it has answered; a call that was cancelled, not
 * sent, or given less time by its caller than the server gives, says nothing. While a breaker is open its calls are BUSY at once.
 */
final class BreakingUpstream implements Upstream {

    /** Long enough to be no accident, short enough to be filled within a second of normal load. */
    private static final int WINDOW_CALLS = 50;

    private static final int MINIMUM_CALLS = 20;
    private static final float FAILURE_PERCENT = 50;
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final int PROBES = 5;

    private final Upstream upstream;
    private final MeterRegistry meters;
    private final CircuitBreakerRegistry breakers = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
            .slidingWindowType(SlidingWindowType.COUNT_BASED)
            .slidingWindowSize(WINDOW_CALLS)
            // Replies are recorded on event loops, which may not wait for each other.
            .slidingWindowSynchronizationStrategy(SlidingWindowSynchronizationStrategy.LOCK_FREE)
            .minimumNumberOfCalls(MINIMUM_CALLS)
            .failureRateThreshold(FAILURE_PERCENT)
            .waitDurationInOpenState(PAUSE)
            .permittedNumberOfCallsInHalfOpenState(PROBES)
            .ignoreException(failure -> failure instanceof HurriedException || wasNotSent(failure))
            .recordResult(reply -> reply instanceof UpstreamReply whole && whole.status() >= 500)
            .writableStackTraceEnabled(false)
            .build());

    BreakingUpstream(Upstream upstream, MeterRegistry meters) {
        this.upstream = upstream;
        this.meters = meters;
        breakers.getEventPublisher().onEntryAdded(added -> observe(added.getAddedEntry()));
    }

    @Override
    public Mono<UpstreamReply> call(UpstreamRequest request) {
        return upstream.call(request)
                .onErrorMap(UpstreamException.class, failure -> judged(request, failure))
                .transformDeferred(CircuitBreakerOperator.of(breakers.circuitBreaker(request.endpoint())))
                .onErrorMap(HurriedException.class, hurried -> hurried.failure)
                .onErrorMap(CallNotPermittedException.class, BreakingUpstream::refused);
    }

    /** What the breaker sees in the place of a failure; else any client could open it for all others by asking for the impossible. */
    private static RuntimeException judged(UpstreamRequest request, UpstreamException failure) {
        boolean hurried =
                failure.failure() == Failure.TIMEOUT && request.deadline().isHurried();
        return hurried ? new HurriedException(failure) : failure;
    }

    private static final class HurriedException extends RuntimeException {

        private final transient UpstreamException failure;

        HurriedException(UpstreamException failure) {
            super(null, failure, false, false);
            this.failure = failure;
        }
    }

    private static boolean wasNotSent(Throwable failure) {
        return failure instanceof UpstreamException lost && lost.failure() == Failure.BUSY;
    }

    private static UpstreamException refused(CallNotPermittedException open) {
        String message =
                open.getCausingCircuitBreakerName() + ": failing, not asked for now (expected: an answering backend)";
        return new UpstreamException(Failure.BUSY, message, open);
    }

    private void observe(CircuitBreaker breaker) {
        Gauge.builder(Metrics.UPSTREAM_BREAKER, breaker, BreakingUpstream::state)
                .tag(Metrics.ENDPOINT, breaker.getName())
                .register(meters);
    }

    private static int state(CircuitBreaker breaker) {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> 2;
            case HALF_OPEN -> 1;
            default -> 0;
        };
    }
}
