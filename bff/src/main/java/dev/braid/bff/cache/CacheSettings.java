package dev.braid.bff.cache;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param l1Size bytes of the entries in this process
 * @param l2Timeout how long an answer of Redis is waited for; a round trip takes 0.3 ms, a document of 1 MB some 5
 * @param refreshTimeout how long a refresh in the background may take, which nobody waits for and so nobody cancels
 */
@ConfigurationProperties("braid.cache")
record CacheSettings(
        @DefaultValue("128MB") DataSize l1Size,
        @DefaultValue("50ms") Duration l2Timeout,
        @DefaultValue("10s") Duration refreshTimeout) {

    CacheSettings {
        requirePositive("braid.cache.l1-size", l1Size.toBytes(), l1Size);
        requirePositive("braid.cache.l2-timeout", l2Timeout.toMillis(), l2Timeout);
        requirePositive("braid.cache.refresh-timeout", refreshTimeout.toMillis(), refreshTimeout);
    }

    private static void requirePositive(String name, long amount, Object value) {
        if (amount <= 0) {
            throw new IllegalArgumentException("%s: %s (expected: > 0)".formatted(name, value));
        }
    }
}
