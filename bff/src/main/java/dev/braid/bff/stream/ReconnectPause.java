package dev.braid.bff.stream;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the backend is connected to again: up to 1, 2, 4, 8, 16, then always 30 s, anything from nothing to all of it
 * being equally likely, so that sessions that lost their backend together do not come back together.
 */
final class ReconnectPause {

    private static final int[] SECONDS = {1, 2, 4, 8, 16, 30};

    private final DoubleSupplier random;
    private int failures;

    /** @param random numbers from 0 to 1 */
    ReconnectPause(DoubleSupplier random) {
        this.random = random;
    }

    Duration next() {
        long longest = SECONDS[Math.min(failures, SECONDS.length - 1)] * 1000L;
        failures++;
        return Duration.ofMillis((long) (longest * random.getAsDouble()));
    }

    /** The connection was good for something: the next loss is the first. */
    void reset() {
        failures = 0;
    }
}
