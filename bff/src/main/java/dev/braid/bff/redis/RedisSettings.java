package dev.braid.bff.redis;

import io.lettuce.core.RedisURI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param url {@code redis://} or {@code rediss://}, {@code embedded}, or empty for none; may hold a password, hence never printed
 * @param timeout within which a command is answered; 100 ms is some 300 times a round trip in one data centre, and what a caller of
 *     the cache can lose without noticing
 */
@ConfigurationProperties("braid.redis")
record RedisSettings(
        @DefaultValue("") String url, @DefaultValue("100ms") Duration timeout) {

    private static final String EMBEDDED = "embedded";

    RedisSettings {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("braid.redis.timeout: %s (expected: > 0)".formatted(timeout));
        }
    }

    boolean absent() {
        return url.isBlank();
    }

    boolean embedded() {
        return EMBEDDED.equals(url.strip());
    }

    RedisURI uri() {
        try {
            return RedisURI.create(url.strip());
        } catch (IllegalArgumentException unreadable) {
            // Without the cause, whose message may quote the password.
            throw new IllegalArgumentException(
                    "braid.redis.url: not readable (expected: embedded, redis://… or rediss://…)");
        }
    }

    @Override
    public String toString() {
        return "RedisSettings[timeout=" + timeout + "]";
    }
}
