package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.stream.Control.Command;
import dev.braid.bff.stream.Timeline.Step;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimelineTest {

    private static final String END = "{\"t\":\"end\"}";
    private static final Instant FIRST = Instant.parse("2024-01-02T14:30:00Z");

    private final Timeline fresh = at(new Opening(-1, -1, 1, null, false, null, null, false, List.of()));
    private long now;

    private static Timeline at(Opening opening) {
        return new Timeline(new Epochs(1), opening);
    }

    /** For viewers who have everything up to a row. */
    private static Timeline behind(long row) {
        return at(new Opening(row + 1, row, 1, null, true, null, null, false, List.of()));
    }

    private static Control seek(Object position) {
        return new Control(Command.SEEK, position.toString());
    }

    private Step comes(Timeline timeline, long row) {
        Frame frame = Frames.read("{\"t\":\"frame\",\"i\":" + row + ",\"ts\":\"" + at(row) + "\",\"orders\":[]}", 0);
        try {
            return timeline.frame(frame, now);
        } finally {
            frame.release();
        }
    }

    @Test
    void rowsGrowWithinAnEpoch() {
        String epoch = fresh.epoch();

        assertThat(comes(fresh, 0)).isEqualTo(Step.NEXT);
        assertThat(comes(fresh, 3)).isEqualTo(Step.NEXT);
        assertThat(comes(fresh, 3)).isEqualTo(Step.DUPLICATE);
        assertThat(comes(fresh, 1)).isEqualTo(Step.DUPLICATE);

        assertThat(fresh.lastRow()).isEqualTo(3);
        assertThat(fresh.nextRow()).isEqualTo(4);
        assertThat(fresh.epoch()).isEqualTo(epoch);
    }

    @Test
    void thoseAreInStepWhoAreTwoSecondsApart() {
        Timeline timeline = behind(99);
        for (long row = 103; row <= 139; row += 4) {
            comes(timeline, row);
        }

        assertThat(timeline.reach()).isEqualTo(240);
        assertThat(timeline.isFarBehind(139 + 240)).isFalse();
        assertThat(timeline.isFarBehind(139 + 241)).isTrue();
        assertThat(timeline.isFarFrom(139 + 241)).isTrue();
        assertThat(behind(500).isFarFrom(439)).isTrue();
        assertThat(behind(500).isFarFrom(440)).isFalse();
        assertThat(behind(500).isFarFrom(-1)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1", "400"})
    void oneFrameThatIsLateOrCutShortIsNotTheStep(long rows) {
        Timeline timeline = behind(99);
        for (long row = 103; row <= 139; row += 4) {
            comes(timeline, row);
        }

        comes(timeline, 139 + rows);

        assertThat(timeline.reach()).isEqualTo(240);
    }

    @ParameterizedTest
    @CsvSource({"-1,-1,-1,true", "500,-1,500,false", "8,7,8,false"})
    void goesOnWhereItWasOpened(long fromRow, long behind, long next, boolean reachesTheFirst) {
        Timeline timeline = at(new Opening(fromRow, behind, 1, null, false, null, null, false, List.of()));

        assertThat(timeline.nextRow()).isEqualTo(next);
        assertThat(timeline.reaches(0)).isEqualTo(reachesTheFirst);
        assertThat(timeline.reaches(Math.max(0, fromRow))).isTrue();
    }

    @Test
    void aSeekBackBeginsAnEpochOnce() {
        Timeline timeline = behind(100);
        String epoch = timeline.epoch();

        timeline.ask(seek(5), now);
        assertThat(comes(timeline, 101)).as("from before the seek").isEqualTo(Step.NEXT);
        assertThat(timeline.isSeeking()).isTrue();
        assertThat(comes(timeline, 5)).isEqualTo(Step.BACK);

        assertThat(timeline.isSeeking()).isFalse();
        assertThat(timeline.epoch()).isNotEqualTo(epoch);
        assertThat(timeline.reaches(4)).isFalse();
        assertThat(timeline.reaches(5)).isTrue();
        assertThat(comes(timeline, 4)).isEqualTo(Step.DUPLICATE);
    }

    @Test
    void ofSeveralSeeksTheLastOneCounts() {
        Timeline timeline = behind(100);

        timeline.ask(seek(50), now);
        timeline.ask(seek(5), now);

        assertThat(comes(timeline, 50)).isEqualTo(Step.BACK);
        assertThat(timeline.isSeeking()).isTrue();
        assertThat(comes(timeline, 5)).isEqualTo(Step.BACK);
        assertThat(timeline.isSeeking()).isFalse();
    }

    @Test
    void aRefusedSeekLeavesTheOneBeforeIt() {
        Timeline timeline = behind(100);

        timeline.ask(seek(5), now);
        timeline.ask(seek(99_999), now);
        timeline.seekRefused();

        assertThat(timeline.isSeeking()).isFalse();
        assertThat(comes(timeline, 5)).isEqualTo(Step.BACK);
        assertThat(comes(timeline, 4)).isEqualTo(Step.DUPLICATE);
    }

    @Test
    void aSeekThatShowsNothingIsOverAfterAWhile() {
        Timeline timeline = behind(100);

        timeline.ask(seek(5), now);
        now += TimeUnit.SECONDS.toNanos(10);
        assertThat(comes(timeline, 101)).isEqualTo(Step.NEXT);

        assertThat(timeline.isSeeking()).isFalse();
        assertThat(comes(timeline, 5)).isEqualTo(Step.DUPLICATE);
    }

    private static Control seekTo(Instant instant) {
        return seek("\"" + instant + "\"");
    }

    private static Instant at(long row) {
        return FIRST.plusSeconds(60 * row);
    }

    @Test
    void aSeekToAnInstantIsThereWithTheLastRowThatIsNoLater() {
        Timeline timeline = behind(100);

        timeline.ask(seekTo(at(700).plusSeconds(30)), now);
        assertThat(comes(timeline, 101)).as("from before the seek").isEqualTo(Step.NEXT);
        assertThat(timeline.isSeeking()).isTrue();
        assertThat(comes(timeline, 700)).isEqualTo(Step.NEXT);
        assertThat(comes(timeline, 701)).isEqualTo(Step.NEXT);

        assertThat(timeline.isSeeking()).isFalse();
    }

    @Test
    void aSeekToAnInstantThatFramesAreAboutToPassIsShown() {
        Timeline timeline = behind(100);

        timeline.ask(seekTo(at(102)), now);
        for (long row = 101; row <= 104; row++) {
            assertThat(comes(timeline, row)).isEqualTo(Step.NEXT);
        }

        assertThat(comes(timeline, 102)).isEqualTo(Step.BACK);
    }

    @Test
    void ofTwoSeeksToInstantsTheFirstIsNotTakenForTheSecond() {
        Timeline timeline = behind(100);

        timeline.ask(seekTo(at(700)), now);
        timeline.ask(seekTo(at(300)), now);
        comes(timeline, 101);
        comes(timeline, 700);
        assertThat(timeline.isSeeking()).isTrue();
        assertThat(comes(timeline, 300)).isEqualTo(Step.BACK);
    }

    @Test
    void seeksToInstantsThatWereShownAreNotDoneAgainAfterTheEnd() {
        Timeline timeline = behind(20);

        timeline.ask(Control.PAUSE, now);
        timeline.ask(seekTo(at(40)), now);
        comes(timeline, 40);
        timeline.ask(seekTo(at(50)), now);
        comes(timeline, 50);
        timeline.ask(Control.PLAY, now);
        comes(timeline, 51);
        comes(timeline, 59);
        timeline.end(now);

        assertThat(timeline.isSeeking()).isFalse();
        assertThat(timeline.askAgain(List.of(), now)).isEmpty();
    }

    @Test
    void aBackendThatHasNothingToShowHasDoneWhatWasAskedLongBefore() {
        Timeline timeline = behind(50);

        timeline.ask(seekTo(at(56)), now);
        timeline.ask(seekTo(at(57)), now);
        timeline.ask(Control.PLAY, now);
        for (long row = 56; row <= 59; row++) {
            comes(timeline, row);
        }
        timeline.end(now);
        now += TimeUnit.SECONDS.toNanos(5);
        timeline.quiet(now);
        assertThat(timeline.isSeeking()).isTrue();
        now += TimeUnit.SECONDS.toNanos(5);
        timeline.quiet(now);

        assertThat(timeline.isSeeking()).isFalse();
        assertThat(timeline.isPlaying()).isFalse();
        assertThat(timeline.hasEnded()).isTrue();
        assertThat(timeline.askAgain(List.of(), now)).isEmpty();
    }

    @Test
    void aBackendThatHasNothingToShowLeavesAPlaybackGoingOn() {
        Timeline timeline = behind(50);

        timeline.ask(seekTo(at(700)), now);
        now += TimeUnit.SECONDS.toNanos(10);
        timeline.quiet(now);

        assertThat(timeline.isSeeking()).isFalse();
        assertThat(timeline.askAgain(List.of(), now)).containsExactly(Control.PLAY);
    }

    @Test
    void aSeekToTheLastInstantIsThereWithTheEnd() {
        Timeline timeline = behind(20);

        timeline.ask(seekTo(at(1_000)), now);
        timeline.ask(Control.PLAY, now);
        comes(timeline, 59);
        timeline.end(now);

        assertThat(timeline.isSeeking()).isFalse();
        assertThat(timeline.isPlaying()).isFalse();
    }

    @Test
    void aSeekToAnInstantAfterWhichNothingCameIsNotDoneAgainAfterAWhile() {
        Timeline timeline = behind(20);

        timeline.ask(seekTo(at(59)), now);
        comes(timeline, 59);
        now += TimeUnit.SECONDS.toNanos(10);

        assertThat(timeline.askAgain(List.of(), now)).containsExactly(Control.PLAY);
    }

    @Test
    void theEndStaysTheEndUntilSomethingComes() {
        Timeline timeline = behind(59);

        timeline.end(now);
        assertThat(timeline.isPlaying()).isFalse();
        assertThat(timeline.nextRow()).isEqualTo(-1);
        timeline.ask(Control.PLAY, now);
        assertThat(timeline.hasEnded()).isTrue();
        assertThat(comes(timeline, 2)).isEqualTo(Step.BACK);

        assertThat(timeline.hasEnded()).isFalse();
        assertThat(timeline.reaches(0))
                .as("the frame stands for the rows before it")
                .isTrue();
        assertThat(timeline.nextRow()).isEqualTo(3);
    }

    @Test
    void aPlayBehindASeekOutlastsTheEndThatCrossesThem() {
        Timeline timeline = behind(59);

        timeline.ask(seek(5), now);
        timeline.ask(Control.PLAY, now);
        timeline.end(now);
        assertThat(timeline.askAgain(List.of(), now)).containsExactly(seek(5), Control.PLAY);
        timeline.end(now);
        assertThat(comes(timeline, 5)).isEqualTo(Step.BACK);

        assertThat(timeline.isPlaying()).isTrue();
        assertThat(timeline.reaches(4)).isFalse();
        assertThat(timeline.askAgain(List.of(), now)).containsExactly(Control.PLAY);
    }

    @Test
    void aSeekThatTheEndCrossesLeavesItPaused() {
        Timeline timeline = behind(59);

        timeline.ask(Control.PLAY, now);
        timeline.ask(seek(5), now);
        timeline.end(now);
        assertThat(comes(timeline, 5)).isEqualTo(Step.BACK);

        assertThat(timeline.isPlaying()).isFalse();
    }

    @Test
    void aPlayThatTheEndCrossesBeginsAnew() {
        Timeline timeline = behind(57);

        timeline.ask(Control.PLAY, now);
        assertThat(comes(timeline, 59)).as("from before the play").isEqualTo(Step.NEXT);
        timeline.end(now);
        assertThat(timeline.isPlaying()).isFalse();
        assertThat(comes(timeline, 2)).isEqualTo(Step.BACK);

        assertThat(timeline.isPlaying()).isTrue();
        assertThat(timeline.reaches(0)).isTrue();
        assertThat(comes(timeline, 2)).isEqualTo(Step.DUPLICATE);
    }

    @Test
    void whatWasPlayedToItsEndIsNotPlayedAgain() {
        Timeline timeline = behind(57);

        timeline.ask(Control.PLAY, now);
        comes(timeline, 59);
        timeline.end(now);
        assertThat(timeline.askAgain(List.of(), now)).isEmpty();
        assertThat(comes(timeline, 3)).isEqualTo(Step.DUPLICATE);

        timeline.ask(Control.PLAY, now);
        comes(timeline, 0);
        now += TimeUnit.SECONDS.toNanos(10);
        timeline.end(now);
        assertThat(comes(timeline, 0)).isEqualTo(Step.DUPLICATE);
    }

    @Test
    void aPlayBehindASeekThatIsRefusedAtTheEndBeginsAnew() {
        Timeline timeline = behind(59);

        timeline.ask(seek(99_999), now);
        timeline.ask(Control.PLAY, now);
        timeline.end(now);
        timeline.seekRefused();
        assertThat(comes(timeline, 2)).isEqualTo(Step.BACK);

        assertThat(timeline.isPlaying()).isTrue();
        assertThat(timeline.reaches(0)).isTrue();
    }

    @Test
    void aLostFrameLeavesAGap() {
        Timeline timeline = behind(100);
        String epoch = timeline.epoch();

        timeline.frameLost();
        assertThat(comes(timeline, 102)).isEqualTo(Step.AFTER_GAP);
        assertThat(comes(timeline, 103)).isEqualTo(Step.NEXT);

        assertThat(timeline.epoch()).isNotEqualTo(epoch);
    }

    @Test
    void asksABackendThatKnowsNothingForAllOfIt() {
        Timeline timeline = behind(100);
        timeline.ask(Control.speed("3"), now);
        timeline.ask(seek(700), now);

        assertThat(timeline.askAgain(List.of(), now)).containsExactly(seek(700), Control.speed("3"), Control.PLAY);
        assertThat(timeline.askAgain(List.of(seek(20), Control.PAUSE), now))
                .containsExactly(seek(20), Control.speed("3"));
        comes(timeline, 20);
        assertThat(timeline.askAgain(List.of(Control.PLAY), now)).containsExactly(Control.speed("3"), Control.PLAY);
    }

    @Test
    void aPlayAfterTheEndThatHasShownNothingIsAskedForAgain() {
        Timeline timeline = behind(59);
        timeline.end(now);

        assertThat(timeline.askAgain(List.of(Control.PLAY), now)).containsExactly(Control.PLAY);

        Opening opening = timeline.opening(END, List.of());
        assertThat(opening.fromStart()).isTrue();
        Timeline next = at(opening);
        assertThat(next.nextRow()).isEqualTo(-1);
        assertThat(next.askAgain(List.of(), now)).containsExactly(Control.PLAY);
        assertThat(comes(next, 0)).isEqualTo(Step.NEXT);
    }

    @Test
    void anotherGoesOnWithWhatIsUnderWay() {
        Timeline timeline = behind(100);
        timeline.ask(Control.speed("3"), now);
        timeline.ask(seek(700), now);

        assertThat(timeline.opening(null, List.of()))
                .isEqualTo(new Opening(101, -1, 1, "3", true, null, seek(700), false, List.of()));
    }

    @Test
    void aSeekThatLeadsBeforeWhatSomebodyHasBeginsAnEpoch() {
        Timeline timeline = behind(100);
        timeline.someoneHas(500);

        timeline.ask(seek(300), now);
        assertThat(comes(timeline, 101)).isEqualTo(Step.NEXT);
        assertThat(comes(timeline, 300)).isEqualTo(Step.BACK);
        timeline.ask(seek(400), now);
        assertThat(comes(timeline, 400)).as("they are no longer ahead").isEqualTo(Step.NEXT);
    }

    @Test
    void aSeekBeyondWhatAnybodyHasBeginsNoEpoch() {
        Timeline timeline = behind(100);
        timeline.someoneHas(500);

        timeline.ask(seek(501), now);

        assertThat(comes(timeline, 501)).isEqualTo(Step.NEXT);
    }

    @Test
    void tellsInWhatItDiffersFromAnother() {
        Timeline playing = behind(100);
        Timeline ended = behind(100);
        ended.end(now);

        assertThat(playing.differing(opening("3", true, false, seek(5), false), true))
                .containsExactly(Control.speed("3"), seek(5));
        assertThat(playing.differing(opening(null, false, false, null, false), true))
                .containsExactly(Control.PAUSE);
        assertThat(playing.differing(opening(null, false, false, null, false), false))
                .isEmpty();
        assertThat(playing.differing(opening(null, false, true, null, false), true))
                .isEmpty();
        assertThat(playing.differing(opening(null, true, false, null, true), true))
                .isEmpty();
        assertThat(ended.differing(opening(null, true, false, null, false), true))
                .as("an end is not played over for who has nearly seen it")
                .isEmpty();
        assertThat(ended.differing(opening(null, true, false, null, true), true))
                .containsExactly(Control.PLAY);
        assertThat(fresh.differing(opening(null, true, false, null, false), true))
                .containsExactly(Control.PLAY);
    }

    private static Opening opening(String speed, boolean plays, boolean ended, Control seek, boolean fromStart) {
        return new Opening(50, 49, 1, speed, plays, ended ? END : null, seek, fromStart, List.of());
    }
}
