package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReconnectPauseTest {

    @Test
    void doublesUpToHalfAMinuteAndBeginsAnew() {
        ReconnectPause pause = new ReconnectPause(() -> 1);

        assertThat(IntStream.range(0, 8).mapToObj(attempt -> pause.next().toSeconds()))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
        pause.reset();
        assertThat(pause.next()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void isAnythingFromNothing() {
        assertThat(new ReconnectPause(() -> 0).next()).isZero();
        assertThat(new ReconnectPause(() -> 0.5).next()).isEqualTo(Duration.ofMillis(500));
    }
}
