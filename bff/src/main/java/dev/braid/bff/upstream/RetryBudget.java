package dev.braid.bff.upstream;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps retries from doubling the load of a backend that is down: every call earns a fifth of a retry, up to a small stock, as in
 * Envoy's retry budget (20 % of the calls under way, at least three). Thread-safe.
 */
final class RetryBudget {

    private static final int CALLS_PER_RETRY = 5;
    private static final int MAX_STOCK = 10 * CALLS_PER_RETRY;

    /** In fifths of a retry. */
    private final AtomicInteger stock = new AtomicInteger(MAX_STOCK);

    void called() {
        stock.updateAndGet(fifths -> Math.min(MAX_STOCK, fifths + 1));
    }

    boolean allowsRetry() {
        return stock.getAndUpdate(fifths -> fifths < CALLS_PER_RETRY ? fifths : fifths - CALLS_PER_RETRY)
                >= CALLS_PER_RETRY;
    }
}
