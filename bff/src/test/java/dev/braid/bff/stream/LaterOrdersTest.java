package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LaterOrdersTest {

    private static final String FIRST = "{\"order_id\":\"a\",\"ts\":\"2024-01-02T14:30:00Z\",\"qty\":1.0}";
    private static final String SECOND = "{\"order_id\":\"b\",\"ts\":\"2024-01-02T14:31:00Z\",\"qty\":2.5}";

    @Test
    void leavesOutWhatIsNotLater() {
        assertThat(LaterOrders.in(FIRST + "," + SECOND, "2024-01-02T14:30:00Z")).isEqualTo(SECOND);
        assertThat(LaterOrders.in(FIRST + "," + SECOND, "2024-01-02T14:31:00.000Z"))
                .isEmpty();
        assertThat(LaterOrders.in(FIRST + "," + SECOND, "2024-01-02T14:29:59Z")).isEqualTo(FIRST + "," + SECOND);
    }

    @Test
    void leavesOutNothingWhereTimesAreUnknown() {
        assertThat(LaterOrders.in(FIRST, "yesterday")).isEqualTo(FIRST);
        assertThat(LaterOrders.in("{\"order_id\":\"a\"}", "2024-01-02T14:30:00Z"))
                .isEqualTo("{\"order_id\":\"a\"}");
    }

    @Test
    void aFrameGoesToAViewerWithTheRestOfItsOrders() {
        Frame frame = ((PlaybackMessage.Framed) PlaybackMessage.of(
                        Unpooled.copiedBuffer(
                                "{\"t\":\"frame\",\"i\":7,\"ts\":\"2024-01-02T14:31:00Z\",\"orders\":[" + FIRST + ","
                                        + SECOND + "],\"equity\":1.5,\"dropped\":2}",
                                StandardCharsets.UTF_8),
                        1))
                .frame();

        Frame rest = frame.after("2024-01-02T14:30:00Z");
        Frame same = frame.after("");

        assertThat(rest.message().toString())
                .isEqualTo("{\"t\":\"frame\",\"i\":7,\"ts\":\"2024-01-02T14:31:00Z\",\"orders\":[" + SECOND
                        + "],\"equity\":1.5,\"dropped\":2}");
        assertThat(rest.i()).isEqualTo(7);
        assertThat(rest.dropped()).isEqualTo(2);
        assertThat(same).isSameAs(frame);
        rest.release();
        same.release();
        frame.release();
        assertThat(rest.message().refCnt()).isZero();
        assertThat(frame.message().refCnt()).isZero();
    }
}
