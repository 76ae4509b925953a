package dev.braid.bff.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final SettableClock clock = new SettableClock();
    private final Breaker breaker = new Breaker(clock);

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed(new IllegalStateException("redis: silent"));
        }
    }

    @Test
    void permitsUntilTheThirdFailureInARow() {
        fail(2);
        assertThat(breaker.permits()).isTrue();
        fail(1);
        assertThat(breaker.permits()).isFalse();
    }

    @Test
    void countsOnlyFailuresInARow() {
        fail(2);
        breaker.succeeded();
        fail(2);

        assertThat(breaker.permits()).isTrue();
    }

    @Test
    void letsOneTryAfterEachPause() {
        fail(3);
        clock.advance(PAUSE);

        assertThat(breaker.permits()).isTrue();
        assertThat(breaker.permits()).isFalse();

        clock.advance(PAUSE);
        assertThat(breaker.permits()).isTrue();
    }

    @Test
    void permitsAllOnceOneTrySucceeded() {
        fail(3);
        clock.advance(PAUSE);
        breaker.permits();
        breaker.succeeded();

        assertThat(breaker.permits()).isTrue();
        assertThat(breaker.permits()).isTrue();
    }
}
