package dev.braid.bff.cache;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps requests away from a Redis that does not answer: after a few failures in a row nobody waits for it but one request each pause.
 *
 * <p>Not Resilience4j's, because its windows and rates are made for calls that may fail now and then; here one answer is proof enough.
 */
final class Breaker {

    /** Enough to tell a hanging server from a lost packet, few enough that hardly any request notices. */
    private static final int FAILURES = 3;

    private static final Duration PAUSE = Duration.ofSeconds(2);

    private static final long CLOSED = Long.MIN_VALUE;

    private static final Logger log = LoggerFactory.getLogger(Breaker.class);

    private final InstantSource clock;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong openUntilMillis = new AtomicLong(CLOSED);

    Breaker(InstantSource clock) {
        this.clock = clock;
    }

    /** Whether to try; of those who ask after a pause only one may. */
    boolean permits() {
        long until = openUntilMillis.get();
        if (until == CLOSED) {
            return true;
        }
        long now = clock.millis();
        return now >= until && openUntilMillis.compareAndSet(until, now + PAUSE.toMillis());
    }

    void succeeded() {
        failures.set(0);
        if (openUntilMillis.getAndSet(CLOSED) != CLOSED) {
            log.info("Redis answers again, using it");
        }
    }

    void failed(Throwable failure) {
        if (failures.incrementAndGet() < FAILURES) {
            return;
        }
        if (openUntilMillis.getAndSet(clock.millis() + PAUSE.toMillis()) == CLOSED) {
            log.warn("Redis does not answer, going on without it: {}", failure.toString());
        }
    }
}
