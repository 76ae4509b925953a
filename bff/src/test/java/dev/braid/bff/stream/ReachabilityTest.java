package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.observe.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReachabilityTest {

    private static final long LONG = Controls.LONGEST.toNanos();

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final StreamMetrics metrics = new StreamMetrics(meters);
    private final Farewell farewell = new Farewell();
    private final Reachability backend = new Reachability(metrics, farewell);

    private double live() {
        return meters.get(Metrics.STREAM_LIVE).gauge().value();
    }

    @Test
    void isAwayUntilItIsOpened() {
        backend.lost(1, 0);
        assertThat(backend.state(2)).isEqualTo(LinkState.RECONNECTING);
        assertThat(live()).isZero();

        backend.opened();
        assertThat(backend.state(3)).isEqualTo(LinkState.LIVE);
        assertThat(live()).isEqualTo(1);

        backend.lost(4, 250);
        backend.lost(5, 500);
        assertThat(backend.state(6)).isEqualTo(LinkState.RECONNECTING);
        assertThat(backend.retryMillis()).isEqualTo(500);
        assertThat(live()).isZero();
        backend.end();
        assertThat(live()).isZero();
    }

    @Test
    void isNewsOnce() {
        assertThat(backend.isNews(1)).isFalse();
        backend.opened();
        assertThat(backend.isNews(2)).isFalse();

        backend.lost(3, 500);
        assertThat(backend.isNews(4)).isTrue();
        assertThat(backend.isNews(5)).isFalse();
        backend.lost(6, 900);
        assertThat(backend.isNews(7)).isTrue();
        assertThat(backend.isNews(3 + LONG)).isTrue();
        farewell.say(Duration.ofSeconds(5));
        assertThat(backend.isNews(4 + LONG)).isTrue();
        backend.lost(5 + LONG, 100);
        assertThat(backend.isNews(6 + LONG)).isFalse();
    }

    @Test
    void isStaleSinceItWasLostFirst() {
        backend.lost(7, 0);
        backend.lost(1_000, 500);

        assertThat(backend.isStale(6 + LONG)).isFalse();
        assertThat(backend.isStale(7 + LONG)).isTrue();
        assertThat(backend.state(7 + LONG)).isEqualTo(LinkState.STALE);
    }

    @Test
    void hasNoNewsOnceThisReplicaEnds() {
        farewell.say(Duration.ofSeconds(5));
        Reachability late = new Reachability(metrics, farewell);

        assertThat(late.state(1)).isEqualTo(LinkState.DRAINING);
        assertThat(late.retryMillis()).isEqualTo(5_000);
        assertThat(late.isNews(1)).isFalse();
    }

    @Test
    void keepsSayingWhenToComeBackOnceThisReplicaEnds() {
        farewell.say(Duration.ofSeconds(5));

        backend.lost(1, 500);
        backend.opened();

        assertThat(backend.retryMillis()).isEqualTo(5_000);
        assertThat(backend.state(2)).isEqualTo(LinkState.DRAINING);
    }
}
