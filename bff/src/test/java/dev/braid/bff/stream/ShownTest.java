package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.socket.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShownTest {

    private final Shown shown = new Shown(new FrameRing());
    private final Timeline timeline =
            new Timeline(new Epochs(1), new Opening(10, -1, 1, null, true, null, null, false, List.of()));

    private Frame shows(long row) {
        Frame frame = Frames.of(row, List.of(row), 0, 0);
        timeline.frame(frame, 0);
        shown.frame(frame, 0);
        frame.release();
        return frame;
    }

    private static Join join(String epoch, long fromRow) {
        return new Join(StreamWorld.RUN, "main", epoch, fromRow, null);
    }

    @Test
    void givesWhatWasMissedOrNothing() {
        Frame first = shows(10);
        Frame second = shows(12);

        assertThat(shown.missed(join(timeline.epoch(), 11), timeline)).contains(List.of(second));
        assertThat(shown.missed(join(null, 11), timeline)).contains(List.of(second));
        assertThat(shown.missed(join(null, 12), timeline))
                .as("no frame ended at row 11")
                .isEmpty();
        assertThat(shown.missed(join("another", 11), timeline)).isEmpty();
        assertThat(shown.missed(join(timeline.epoch(), 14), timeline)).isEmpty();
        assertThat(shown.missed(9, timeline)).contains(List.of(first, second));
        assertThat(shown.missed(8, timeline)).isEmpty();
        assertThat(shown.missed(900, timeline)).contains(List.of());
        shown.forget();
    }

    @Test
    void forgetsAllThatItHeld() {
        Frame frame = shows(10);
        Message end = Message.of("{\"t\":\"end\"}");
        Message again = Message.of("{\"t\":\"end\"}");

        assertThat(shown.position()).isEqualTo(new Position(10, "2024-01-02T14:30:00Z"));
        assertThat(shown.end(end)).isTrue();
        assertThat(shown.end(again)).isFalse();
        shown.forget();

        assertThat(frame.message().refCnt()).isZero();
        assertThat(end.refCnt()).isZero();
        assertThat(again.refCnt()).isZero();
        assertThat(shown.position()).isEqualTo(Position.NOWHERE);
    }
}
