package dev.braid.bff.chart;

import dev.braid.bff.document.JsonRows;
import dev.braid.bff.downsample.Bars;
import dev.braid.bff.fanout.UnreadableReply;
import java.math.BigDecimal;
import java.util.Arrays;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads {@code {"symbol","bars":[{"t","o","h","l","c","v",…}],…}} into columns, without an object for a row. Used once.
 *
 * <p>Every row must have all six, prices finite, volumes whole, times in order; anything else is no reply to build a chart on.
 */
final class BarsReader {

    /** A row is at least as long: {@code {"t":"2024-09-20T13:30:00Z","o":1,"h":1,"l":1,"c":1,"v":1},}. */
    private static final int SHORTEST_ROW = 60;

    private static final int ALL_SIX = 0b111111;

    private int size;
    private long[] time;
    private double[] open;
    private double[] high;
    private double[] low;
    private double[] close;
    private long[] volume;

    private BarsReader(int capacity) {
        time = new long[capacity];
        open = new double[capacity];
        high = new double[capacity];
        low = new double[capacity];
        close = new double[capacity];
        volume = new long[capacity];
    }

    /** @throws UnreadableReply when the body is not such a reply */
    static Bars bars(byte[] body) {
        BarsReader reader = new BarsReader(body.length / SHORTEST_ROW + 1);
        JsonRows.read(body, "bars", reader::readRow);
        return new Bars(reader.size, reader.time, reader.open, reader.high, reader.low, reader.close, reader.volume);
    }

    private void readRow(JsonParser parser) {
        ensureCapacity();
        int seen = 0;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            seen |= readMember(parser, name);
        }
        if (seen != ALL_SIX) {
            throw new UnreadableReply("bar " + size + ": incomplete (expected: t, o, h, l, c, v)");
        }
        if (size > 0 && time[size] <= time[size - 1]) {
            throw new UnreadableReply("bar " + size + ": not after the one before it (expected: ascending times)");
        }
        size++;
    }

    private int readMember(JsonParser parser, String name) {
        switch (name) {
            case "t" -> time[size] = JsonRows.instant(parser, name);
            case "o" -> open[size] = price(parser);
            case "h" -> high[size] = price(parser);
            case "l" -> low[size] = price(parser);
            case "c" -> close[size] = price(parser);
            case "v" -> volume[size] = units(parser);
            default -> {
                parser.skipChildren();
                return 0;
            }
        }
        return 1 << "tohlcv".indexOf(name);
    }

    private static double price(JsonParser parser) {
        double price = parser.currentToken().isNumeric() ? parser.getDoubleValue() : Double.NaN;
        if (!Double.isFinite(price)) {
            throw new UnreadableReply("price: not a finite number (expected: one)");
        }
        return price;
    }

    /** Fractions of a unit, as some markets trade them, would need another unit to be summed exactly; they are not guessed at. */
    private static long units(JsonParser parser) {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            return parser.getLongValue();
        }
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_FLOAT) {
            throw new UnreadableReply("v: not a number (expected: a whole number)");
        }
        try {
            BigDecimal units = parser.getDecimalValue();
            return units.longValueExact();
        } catch (ArithmeticException fraction) {
            throw new UnreadableReply("v: not whole, or beyond 63 bits (expected: a whole number)", fraction);
        }
    }

    private void ensureCapacity() {
        if (size < time.length) {
            return;
        }
        int capacity = 2 * size;
        time = Arrays.copyOf(time, capacity);
        open = Arrays.copyOf(open, capacity);
        high = Arrays.copyOf(high, capacity);
        low = Arrays.copyOf(low, capacity);
        close = Arrays.copyOf(close, capacity);
        volume = Arrays.copyOf(volume, capacity);
    }
}
