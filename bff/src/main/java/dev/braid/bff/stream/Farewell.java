package dev.braid.bff.stream;

import java.time.Duration;

/** Whether this replica ends, and within which time its viewers are to come back to another. Said once; safe for use by many threads. */
final class Farewell {

    private static final long UNSAID = -1;

    private volatile long retryMillis = UNSAID;

    void say(Duration window) {
        retryMillis = window.toMillis();
    }

    boolean isSaid() {
        return retryMillis != UNSAID;
    }

    /** Once it is said. */
    long retryMillis() {
        return retryMillis;
    }
}
