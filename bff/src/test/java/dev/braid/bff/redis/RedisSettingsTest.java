package dev.braid.bff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RedisSettingsTest {

    private static final Duration TIMEOUT = Duration.ofMillis(100);

    @Test
    void hasNoRedisWithoutAnAddress() {
        assertThat(new RedisSettings(" ", TIMEOUT).absent()).isTrue();
        assertThat(new RedisSettings("embedded", TIMEOUT).absent()).isFalse();
        assertThat(new RedisSettings("embedded", TIMEOUT).embedded()).isTrue();
    }

    @Test
    void readsHostDatabaseAndEncryption() {
        var uri = new RedisSettings("rediss://braid:secret@cache.example:6390/3", TIMEOUT).uri();

        assertThat(uri.getHost()).isEqualTo("cache.example");
        assertThat(uri.getPort()).isEqualTo(6390);
        assertThat(uri.getDatabase()).isEqualTo(3);
        assertThat(uri.isSsl()).isTrue();
    }

    @Test
    void neverPrintsTheAddress() {
        assertThat(new RedisSettings("redis://:secret@cache.example", TIMEOUT))
                .hasToString("RedisSettings[timeout=PT0.1S]");
        assertThatThrownBy(() -> new RedisSettings("radish://:secret@cache.example", TIMEOUT).uri())
                .hasNoCause()
                .hasMessage("braid.redis.url: not readable (expected: embedded, redis://… or rediss://…)");
    }

    @Test
    void refusesATimeoutThatIsNone() {
        assertThatThrownBy(() -> new RedisSettings("embedded", Duration.ZERO))
                .hasMessage("braid.redis.timeout: PT0S (expected: > 0)");
    }
}
