package dev.braid.load.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class StallTest {

    @Test
    void countsStaleFramesUpToTheFirstFreshOne() {
        Stall stall = new Stall();
        stall.frame(1, 1_000, 0);
        stall.resumed(10_000_000, 301);

        stall.frame(2, 9_900_000, 10_000_100);
        stall.frame(300, 250_001, 10_000_200);
        stall.frame(301, 250_000, 10_000_300);
        stall.frame(302, 1_000, 10_030_000);

        assertThat(stall.frames()).isEqualTo(4);
        assertThat(stall.stale()).isEqualTo(2);
        assertThat(stall.behind()).isEqualTo(3);
        assertThat(stall.firstAge()).isEqualTo(9_900_000);
        assertThat(stall.firstFreshAge()).isEqualTo(250_000);
        assertThat(stall.freshAfter()).isEqualTo(300);
    }

    @Test
    void tellsThatNothingFreshCame() {
        Stall stall = new Stall();
        stall.resumed(0, 300);

        stall.frame(2, 9_900_000, 100);

        assertThat(stall.freshAfter()).isEqualTo(-1);
    }
}
