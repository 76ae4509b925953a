package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreditTest {

    private static final long FRAME = TimeUnit.SECONDS.toNanos(1) / 30;
    private static final long NEVER = -1;

    private final Credit credit = new Credit();
    private final ArrayDeque<Long> answers = new ArrayDeque<>();
    private long now = TimeUnit.DAYS.toNanos(1);
    private int between = Credit.between(1);
    private int asked;

    /** How many frames of so many are sent to somebody who answers after a while. */
    private int sent(int frames, long answerNanos) {
        int sent = 0;
        for (int frame = 0; frame < frames; frame++) {
            now += FRAME;
            while (answerNanos != NEVER && !answers.isEmpty() && answers.peek() <= now) {
                credit.answered(answers.remove());
            }
            if (credit.isDue(now, between)) {
                sent++;
                if (credit.sent(now, between)) {
                    asked++;
                    answers.add(now + answerNanos);
                }
            }
        }
        return sent;
    }

    @ParameterizedTest
    @CsvSource({"1, 75", "50, 75", "100, 75", "300, 30", "1000, 10"})
    void sendsEverythingAndAsksSeldom(long roundTripMillis, int questions) {
        int sent = sent(300, TimeUnit.MILLISECONDS.toNanos(roundTripMillis));

        assertThat(sent).isEqualTo(300);
        assertThat(asked).isLessThanOrEqualTo(questions);
    }

    @ParameterizedTest
    @CsvSource({"1, 9", "66, 9", "100, 10", "300, 22", "5000, 64"})
    void holdsBackWhenAnswersStop(long roundTripMillis, int most) {
        sent(600, TimeUnit.MILLISECONDS.toNanos(roundTripMillis));

        // Less than ten seconds.
        assertThat(sent(299, NEVER)).isLessThanOrEqualTo(most);
    }

    @ParameterizedTest
    @CsvSource({"1, 4", "250, 4", "500, 16", "1000, 64", "10000, 64"})
    void asksACrowdMoreSeldom(int viewers, int frames) {
        between = Credit.between(viewers);
        assertThat(between).isEqualTo(frames);

        assertThat(sent(3_000, 1)).isEqualTo(3_000);
        assertThat(asked).isLessThanOrEqualTo(3_000 / between);
        assertThat(sent(299, NEVER)).isLessThanOrEqualTo(between + 5);
    }

    @Test
    void letsOneFrameThroughEachTenSeconds() {
        sent(30, 1);
        sent(30, NEVER);

        assertThat(sent(900, NEVER)).isEqualTo(3);
    }

    @Test
    void keepsRoomForWhatIsLateNowAndThen() {
        sent(30, 1);

        assertThat(sent(30, 4 * FRAME)).isEqualTo(30);
    }

    @ParameterizedTest
    @CsvSource({"1, 300", "30, 600", "300, 900"})
    void followsAWayThatBecomesLonger(long before, long after) {
        sent(600, TimeUnit.MILLISECONDS.toNanos(before));
        sent(600, TimeUnit.MILLISECONDS.toNanos(after));

        assertThat(sent(300, TimeUnit.MILLISECONDS.toNanos(after))).isEqualTo(300);
    }

    @ParameterizedTest
    @CsvSource({"1, 12", "30, 12", "300, 28"})
    void takesFramesThatWaitToBeReadForNoLongerWay(long roundTripMillis, int most) {
        long roundTrip = TimeUnit.MILLISECONDS.toNanos(roundTripMillis);
        sent(600, roundTrip);

        int sent = readSlowly(1_800, roundTrip, most);

        assertThat(sent).isBetween(560, 620);
    }

    /** How many frames of so many are sent to somebody who reads ten a second, of which no more than so many are ever under way. */
    private int readSlowly(int frames, long roundTrip, int most) {
        ArrayDeque<Long> unread = new ArrayDeque<>();
        long read = now;
        int sent = 0;
        for (int frame = 0; frame < frames; frame++) {
            now += FRAME;
            while (!answers.isEmpty() && answers.peek() <= now) {
                credit.answered(answers.remove());
            }
            while (!unread.isEmpty() && unread.peek() <= now) {
                unread.remove();
            }
            if (credit.isDue(now, between)) {
                sent++;
                read = Math.max(read, now) + 3 * FRAME;
                unread.add(read + roundTrip);
                if (credit.sent(now, between)) {
                    answers.add(read + roundTrip);
                }
            }
            assertThat(unread).as("frame " + frame).hasSizeLessThanOrEqualTo(most);
        }
        return sent;
    }

    @Test
    void goesOnAfterABurstThatWasSentBeforeTheFirstAnswer() {
        for (int frame = 0; frame < 30; frame++) {
            credit.sent(now, between);
        }
        credit.answered(now + 1);

        assertThat(sent(300, 1)).isEqualTo(300);
    }

    @Test
    void holdsNothingBackFromWhoHasNeverAnswered() {
        assertThat(sent(3_000, NEVER)).isEqualTo(3_000);
        assertThat(asked).isEqualTo(1);
        assertThat(credit.hasAskedWithin(TimeUnit.SECONDS.toNanos(101), now)).isTrue();
        assertThat(credit.hasAskedWithin(TimeUnit.SECONDS.toNanos(20), now)).isFalse();
    }

    @Test
    void takesNoAnswerToWhatItDidNotAsk() {
        credit.answered(now);
        sent(3, NEVER);
        credit.answered(now);

        assertThat(sent(300, NEVER)).isEqualTo(300);
    }
}
