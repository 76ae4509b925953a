package dev.braid.load.stream;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A frame of a playback: {@value #BYTES} bytes whatever its row is. Each tenth row has one order, whose number follows from the row, so that a
 * viewer can tell which orders must have come by then; {@code ts} is when it was sent, to the microsecond.
 */
final class SourceFrame {

    static final int BYTES = 250;
    static final int ROWS_PER_ORDER = 10;

    private static final String ORDER_ID = "{\"order_id\":\"o";
    private static final String ORDER = "\",\"side\":\"BUY\",\"qty\":1,\"price\":100.75}";

    private SourceFrame() {}

    static byte[] of(long i, Instant sent) {
        String head = "{\"t\":\"frame\",\"i\":" + i + ",\"ts\":\"" + instant(sent)
                + "\",\"ohlc\":{\"o\":229.98,\"h\":230.69,\"l\":229.69,\"c\":230.42,\"v\":10069810},\"orders\":[";
        String orders = i % ROWS_PER_ORDER == 0 ? ORDER_ID + i / ROWS_PER_ORDER + ORDER : "";
        String tail = ",\"dropped\":0}";
        String equity = "],\"equity\":100312.";
        int decimals = BYTES - head.length() - orders.length() - equity.length() - tail.length();
        return (head + orders + equity + "5".repeat(decimals) + tail).getBytes(StandardCharsets.US_ASCII);
    }

    /** How many orders the rows before this one have. */
    static long ordersBefore(long row) {
        return (row + ROWS_PER_ORDER - 1) / ROWS_PER_ORDER;
    }

    /** Always with six decimals, unlike {@link Instant#toString}. */
    private static String instant(Instant sent) {
        String seconds = sent.truncatedTo(ChronoUnit.SECONDS).toString();
        String micros = Integer.toString(1_000_000 + sent.getNano() / 1_000).substring(1);
        return seconds.substring(0, seconds.length() - 1) + "." + micros + "Z";
    }
}
