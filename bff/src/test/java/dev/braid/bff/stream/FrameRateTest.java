package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameRateTest {

    private static final long FRAME = TimeUnit.SECONDS.toNanos(1) / 30;

    private long now = TimeUnit.DAYS.toNanos(1);
    private long row;

    /** How many frames of so many seconds are sent, to a page that sees each after a while. */
    private int sent(FrameRate rate, int seconds, long ackNanos) {
        int sent = 0;
        java.util.ArrayDeque<long[]> acks = new java.util.ArrayDeque<>();
        for (int frame = 0; frame < seconds * 30; frame++) {
            now += FRAME;
            row++;
            while (ackNanos >= 0 && !acks.isEmpty() && acks.peek()[1] <= now) {
                rate.acknowledged(acks.remove()[0], now);
            }
            if (rate.isDue(now)) {
                rate.sent(row, now);
                acks.add(new long[] {row, now + ackNanos});
                sent++;
            }
        }
        return sent;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 10, 15, 20, 29, 30, 60})
    void keepsTheRateThatWasAskedFor(int fps) {
        FrameRate rate = new FrameRate(() -> true);
        rate.wish(fps);

        assertThat(sent(rate, 60, -1))
                .isCloseTo(60 * Math.min(fps, 30), org.assertj.core.data.Percentage.withPercentage(2));
    }

    @Test
    void goesDownWhileAcksGetOlderAndComesBackSlowly() {
        FrameRate rate = new FrameRate(() -> true);
        rate.acknowledged(0, now);

        assertThat(sent(rate, 10, FRAME)).isGreaterThan(290);
        sent(rate, 8, TimeUnit.MILLISECONDS.toNanos(900));
        int down = rate.current();
        sent(rate, 60, FRAME);

        assertThat(down).isLessThanOrEqualTo(4);
        assertThat(rate.current()).isEqualTo(30);
    }

    @Test
    void hasFewFramesUnderWayButOneEachFiveSeconds() {
        FrameRate rate = new FrameRate(() -> true);
        rate.acknowledged(0, now);

        assertThat(sent(rate, 10, -1)).isBetween(8 + 1, 8 + 2);
    }

    @Test
    void acksCountForNothingWhileTheFlagIsOff() {
        boolean[] adaptive = {true};
        FrameRate rate = new FrameRate(() -> adaptive[0]);
        rate.acknowledged(0, now);
        sent(rate, 1, -1);

        adaptive[0] = false;

        assertThat(sent(rate, 10, -1)).isEqualTo(300);
        assertThat(rate.current()).isEqualTo(30);
    }
}
