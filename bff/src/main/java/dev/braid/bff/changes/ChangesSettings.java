package dev.braid.bff.changes;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param handshake how long connecting, the upgrade and the greeting may take together
 * @param ping between two pings: less than the minute after which common proxies end what is idle
 * @param silence after which a connection is taken for dead: two pings lost, and a little
 * @param healthy how long a connection has to last for the pauses to begin anew
 * @param firstPause before the second attempt; doubled with each further one
 * @param longestPause what it is doubled up to: so long may answers stay as they were after the backend is back, and few replicas ask
 * @param refusedPause between attempts with a token that the backend refuses: it may yet take it, but not before somebody has done something
 */
@ConfigurationProperties("braid.changes")
record ChangesSettings(
        @DefaultValue("10s") Duration handshake,
        @DefaultValue("15s") Duration ping,
        @DefaultValue("35s") Duration silence,
        @DefaultValue("30s") Duration healthy,
        @DefaultValue("1s") Duration firstPause,
        @DefaultValue("4s") Duration longestPause,
        @DefaultValue("2m") Duration refusedPause) {

    ChangesSettings {
        requirePositive("handshake", handshake);
        requirePositive("ping", ping);
        requirePositive("silence", silence);
        requirePositive("healthy", healthy);
        requirePositive("first-pause", firstPause);
        requirePositive("longest-pause", longestPause);
        requirePositive("refused-pause", refusedPause);
        if (silence.compareTo(ping) <= 0) {
            throw new IllegalArgumentException(
                    "braid.changes.silence: %s (expected: > braid.changes.ping, %s)".formatted(silence, ping));
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("braid.changes.%s: %s (expected: > 0)".formatted(name, value));
        }
    }
}
