package dev.braid.core.playback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.braid.core.playback.Playhead.State;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Time is what the test says. */
class PlayheadTest {

    private static final int MANY = Integer.MAX_VALUE;

    private final Playhead head = new Playhead(0);
    private long now = -123_456_789;

    @ParameterizedTest
    @ValueSource(ints = {1_800, 27_533, 44_640, 69_030, 1_000_000})
    void playsAWholeRunInAMinute(int rows) {
        head.play(now);
        long began = now;

        while (head.next() < rows) {
            tick();
            advance(rows, rows - head.next());
        }

        assertThat((now - began) / 1e9).isCloseTo(60, within(3.0));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            60, 60
            120, 30
            1000, 3.6
            30, 120
            """)
    void playsFasterOrSlower(double speed, double seconds) {
        head.speed(speed);
        head.play(now);
        long began = now;

        while (head.next() < 44_640) {
            tick();
            advance(44_640, 44_640 - head.next());
        }

        assertThat((now - began) / 1e9).isCloseTo(seconds, within(seconds * 0.05));
    }

    @Test
    void neverPlaysFewerThanOneRowATick() {
        head.speed(0.1);
        head.play(now);

        for (int tick = 1; tick <= 100; tick++) {
            tick();
            assertThat(advance(44_640, MANY)).isOne();
        }
    }

    /** However late and unevenly it is asked. */
    @Test
    void doesNotDrift() {
        SplittableRandom random = new SplittableRandom(7);
        head.play(now);
        long began = now;

        while (now - began < Duration.ofSeconds(30).toNanos()) {
            now += random.nextLong(1, 5 * Playhead.TICK_NANOS);
            advance(44_640, MANY);
        }

        double ticks = Playhead.tick(now) - Playhead.tick(began);
        assertThat(head.next()).isEqualTo((int) Math.floor(ticks * 44_640 / 1_800 + 1e-6));
    }

    @Test
    void keepsItsPlaceWhilePaused() {
        head.play(now);
        tick();
        advance(18_000, MANY);
        head.pause();

        now += Duration.ofMinutes(5).toNanos();
        assertThat(advance(18_000, MANY)).isZero();
        head.play(now);
        tick();

        assertThat(advance(18_000, MANY)).isEqualTo(10);
        assertThat(head.next()).isEqualTo(20);
    }

    @Test
    void countsTheRowThatWasSoughtAsPlayed() {
        head.play(now);
        head.seek(500, now);
        tick();

        advance(1_000, MANY);

        assertThat(head.next()).isEqualTo(502);
    }

    @Test
    void beginsAnewAfterTheEndButNotAfterASeekFromThere() {
        head.play(now);
        head.seek(99, now);
        head.end();
        assertThat(head.state()).isEqualTo(State.ENDED);
        head.play(now);
        assertThat(head.next()).isZero();

        head.end();
        head.seek(40, now);
        assertThat(head.state()).isEqualTo(State.PAUSED);
        head.play(now);
        assertThat(head.next()).isEqualTo(41);
    }

    @Test
    void owesNothingForTheTimeInWhichThereWasNothing() {
        head.play(now);
        now += Duration.ofSeconds(3).toNanos();
        head.hold(now);
        tick();

        assertThat(advance(1_800, MANY)).isOne();
    }

    @Test
    void owesNothingOfBeforeAPauseOrAnotherSpeed() {
        head.play(now);
        now += Duration.ofSeconds(3).toNanos();
        advance(1_800, 5);
        head.pause();
        head.play(now);
        tick();
        assertThat(advance(1_800, MANY)).isOne();

        now += Duration.ofSeconds(3).toNanos();
        advance(1_800, 5);
        head.speed(120);
        tick();
        assertThat(advance(1_800, MANY)).isEqualTo(2);
    }

    @Test
    void makesUpForFiveSecondsAtMost() {
        head.play(now);
        now += Duration.ofHours(1).toNanos();

        assertThat(advance(1_800, MANY)).isEqualTo(150);
    }

    @Test
    void isIdleUntilItIsPlayed() {
        tick();
        head.pause();

        assertThat(advance(1_800, MANY)).isZero();
        assertThat(head.state()).isEqualTo(State.IDLE);
    }

    private int advance(int rows, int available) {
        int step = Math.min(head.due(now, rows), available);
        head.advance(step);
        return step;
    }

    private void tick() {
        now += Playhead.TICK_NANOS;
    }
}
