package dev.braid.bff.changes;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next attempt: 1, 2, 4 … s, of which a random half to all, so that replicas that lost their backend
 * together do not come back together. A connection that lasted makes it begin anew. For one thread at a time.
 */
final class Pauses {

    private final ChangesSettings settings;
    private final DoubleSupplier random;
    private int failures;

    /** @param random numbers from 0 to 1 */
    Pauses(ChangesSettings settings, DoubleSupplier random) {
        this.settings = settings;
        this.random = random;
    }

    /**
     * @param greeted how long the connection lasted; zero where there was none
     * @return absent: for ever
     */
    Optional<Duration> after(Ending ending, Duration greeted) {
        if (greeted.compareTo(settings.healthy()) >= 0) {
            failures = 0;
        }
        int before = failures++;
        return switch (ending.kind()) {
            case FINAL -> Optional.empty();
            case REFUSED -> Optional.of(jittered(settings.refusedPause()));
            // At once, but only the first time in a row: each connection costs the cache all that it has.
            case DRAINED -> Optional.of(before == 0 ? upTo(settings.firstPause()) : doubled(before));
            case LOST -> Optional.of(doubled(before));
        };
    }

    private Duration doubled(int times) {
        long longest = settings.longestPause().toMillis();
        long first = settings.firstPause().toMillis();
        return jittered(Duration.ofMillis(Math.min(longest, first << Math.min(times, 20))));
    }

    private Duration jittered(Duration pause) {
        return pause.dividedBy(2).plus(upTo(pause.dividedBy(2)));
    }

    private Duration upTo(Duration longest) {
        return Duration.ofMillis(Math.round(longest.toMillis() * random.getAsDouble()));
    }
}
