package dev.braid.bff.run;

import dev.braid.bff.document.JsonMembers;
import dev.braid.bff.document.JsonRows;
import dev.braid.bff.document.JsonSlice;
import dev.braid.bff.downsample.LineReduction;
import dev.braid.bff.fanout.UnreadableReply;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads {@code {"points":[{"ts","value"}],…}} and keeps the points that carry the line's shape, in the very bytes they came in.
 * Used once.
 */
final class EquityReader {

    /** {@code {"ts":"2024-10-01T00:00:00Z","value":1},} is 43 bytes. */
    private static final int SHORTEST_POINT = 40;

    private final byte[] body;
    private int size;
    private long[] time;
    private double[] value;
    private int[] from;
    private int[] to;

    private EquityReader(byte[] body) {
        this.body = body;
        int capacity = body.length / SHORTEST_POINT + 1;
        time = new long[capacity];
        value = new double[capacity];
        from = new int[capacity];
        to = new int[capacity];
    }

    /** @throws UnreadableReply when the body is not an equity curve */
    static JsonSlice reduced(byte[] body, int points) {
        EquityReader reader = new EquityReader(body);
        JsonRows.read(body, "points", reader::readPoint);
        return reader.chosen(points);
    }

    private void readPoint(JsonParser parser) {
        ensureCapacity();
        from[size] = JsonMembers.start(parser);
        readMembers(parser);
        to[size] = JsonMembers.end(parser);
        size++;
    }

    private void readMembers(JsonParser parser) {
        boolean timed = false;
        value[size] = Double.NaN;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken token = parser.nextToken();
            if (name.equals("ts")) {
                time[size] = JsonRows.instant(parser, name);
                timed = true;
            } else if (name.equals("value") && token.isNumeric()) {
                value[size] = parser.getDoubleValue();
            } else {
                parser.skipChildren();
            }
        }
        if (!timed) {
            throw new UnreadableReply("point " + size + ": without ts (expected: ts and value)");
        }
    }

    private void ensureCapacity() {
        if (size < time.length) {
            return;
        }
        int capacity = 2 * size;
        time = Arrays.copyOf(time, capacity);
        value = Arrays.copyOf(value, capacity);
        from = Arrays.copyOf(from, capacity);
        to = Arrays.copyOf(to, capacity);
    }

    private JsonSlice chosen(int points) {
        int[] indices = LineReduction.indices(Arrays.copyOf(time, size), Arrays.copyOf(value, size), points);
        ByteArrayOutputStream json = new ByteArrayOutputStream(64 * indices.length + 2);
        json.write('[');
        for (int position = 0; position < indices.length; position++) {
            if (position > 0) {
                json.write(',');
            }
            json.write(body, from[indices[position]], to[indices[position]] - from[indices[position]]);
        }
        json.write(']');
        byte[] bytes = json.toByteArray();
        return new JsonSlice(bytes, 0, bytes.length, indices.length);
    }
}
