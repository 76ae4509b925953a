package dev.braid.load.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class FrameScanTest {

    private final FrameScan scan = new FrameScan();

    @Test
    void findsRowTimeAndOrderOfAFrameOfTheSource() {
        byte[] frame = SourceFrame.of(120, Instant.parse("2026-01-05T14:30:00.000123Z"));

        assertThat(scan.scan(frame, frame.length)).isEqualTo(FrameScan.Kind.FRAME);

        assertThat(scan.row()).isEqualTo(120);
        assertThat(scan.sent()).isEqualTo((14 * 3_600 + 30 * 60) * 1_000_000L + 123);
        assertThat(scan.dropped()).isZero();
        assertThat(scan.orderCount()).isEqualTo(1);
        assertThat(scan.order(0)).isEqualTo(12);
    }

    @Test
    void findsEveryOrderOfAFrameThatStandsForOthers() {
        String frame = "{\"t\":\"frame\",\"i\":31,\"ts\":\"2026-01-05T14:30:00.500000Z\",\"ohlc\":null,\"orders\":["
                + "{\"order_id\":\"o1\",\"ts\":\"2026-01-05T14:30:00Z\"},{\"side\":\"BUY\",\"order_id\":\"o2\"},{\"order_id\":\"o3\"}"
                + "],\"equity\":1.5,\"dropped\":20}";

        assertThat(kind(frame)).isEqualTo(FrameScan.Kind.FRAME);

        assertThat(scan.orderCount()).isEqualTo(3);
        assertThat(scan.order(0)).isEqualTo(1);
        assertThat(scan.order(2)).isEqualTo(3);
        assertThat(scan.dropped()).isEqualTo(20);
    }

    @Test
    void readsNothingBehindTheMessage() {
        String frame = "{\"t\":\"frame\",\"i\":3,\"ts\":\"2026-01-05T14:30:00.500000Z\",\"orders\":[],\"dropped\":0}";
        byte[] reused = (frame + "}{\"order_id\":\"o9\"").getBytes(StandardCharsets.US_ASCII);

        assertThat(scan.scan(reused, frame.length())).isEqualTo(FrameScan.Kind.FRAME);

        assertThat(scan.orderCount()).isZero();
    }

    @Test
    void tellsOtherMessagesApart() {
        assertThat(kind("{\"t\":\"hb\"}")).isEqualTo(FrameScan.Kind.HEARTBEAT);
        assertThat(kind("{\"t\":\"end\",\"i\":9}")).isEqualTo(FrameScan.Kind.END);
        assertThat(kind("{\"t\":\"err\",\"code\":\"BUSY\"}")).isEqualTo(FrameScan.Kind.ERROR);
        assertThat(kind("{\"t\":\"status\",\"state\":\"live\"}")).isEqualTo(FrameScan.Kind.OTHER);
        assertThat(kind("")).isEqualTo(FrameScan.Kind.OTHER);
    }

    @Test
    void refusesAFrameWithoutItsMembers() {
        assertThatThrownBy(() -> kind("{\"t\":\"frame\",\"i\":3}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"ts\":");
    }

    private FrameScan.Kind kind(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.US_ASCII);
        return scan.scan(bytes, bytes.length);
    }
}
