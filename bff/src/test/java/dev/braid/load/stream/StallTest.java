package dev.braid.load.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class StallTest {

    @Test
    void countsStaleFramesUpToTheFirstFreshOne() {
        Stall stall = new Stall();
        stall.frame(1_000, 0);
        stall.resumed(10_000_000);

        stall.frame(9_900_000, 10_000_100);
        stall.frame(250_001, 10_000_200);
        stall.frame(250_000, 10_000_300);
        stall.frame(1_000, 10_030_000);

        assertThat(stall.frames()).isEqualTo(4);
        assertThat(stall.stale()).isEqualTo(2);
        assertThat(stall.firstAge()).isEqualTo(9_900_000);
        assertThat(stall.firstFreshAge()).isEqualTo(250_000);
        assertThat(stall.freshAfter()).isEqualTo(300);
    }

    @Test
    void tellsThatNothingFreshCame() {
        Stall stall = new Stall();
        stall.resumed(0);

        stall.frame(9_900_000, 100);

        assertThat(stall.freshAfter()).isEqualTo(-1);
    }
}
