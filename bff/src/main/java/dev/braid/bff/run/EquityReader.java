package dev.braid.bff.run;

import dev.braid.bff.document.InstantText;
import dev.braid.bff.document.JsonMembers;
import dev.braid.bff.document.JsonSlice;
import dev.braid.bff.downsample.LineReduction;
import dev.braid.bff.fanout.UnreadableReply;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

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
        try (JsonParser parser = JsonMembers.READER.createParser(ObjectReadContext.empty(), body)) {
            reader.read(parser);
        } catch (JacksonException notJson) {
            throw new UnreadableReply("body: not well-formed (expected: an equity curve)", notJson);
        }
        return reader.chosen(points);
    }

    private void read(JsonParser parser) {
        expect(parser.nextToken(), JsonToken.START_OBJECT, "body");
        boolean found = false;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken token = parser.nextToken();
            if (name.equals("points") && !found) {
                expect(token, JsonToken.START_ARRAY, "points");
                readPoints(parser);
                found = true;
            } else {
                parser.skipChildren();
            }
        }
        JsonMembers.expectEnd(parser);
        if (!found) {
            throw new UnreadableReply("points: missing (expected: an array)");
        }
    }

    private static void expect(JsonToken token, JsonToken expected, String what) {
        if (token != expected) {
            throw new UnreadableReply(what + ": " + token + " (expected: " + expected + ")");
        }
    }

    private void readPoints(JsonParser parser) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            expect(parser.currentToken(), JsonToken.START_OBJECT, "point");
            ensureCapacity();
            from[size] = JsonMembers.start(parser);
            readPoint(parser);
            to[size] = JsonMembers.end(parser);
            size++;
        }
    }

    private void readPoint(JsonParser parser) {
        boolean timed = false;
        value[size] = Double.NaN;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken token = parser.nextToken();
            if (name.equals("ts")) {
                time[size] = instant(parser);
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

    private static long instant(JsonParser parser) {
        expect(parser.currentToken(), JsonToken.VALUE_STRING, "ts");
        try {
            return InstantText.parse(parser.getStringCharacters(), parser.getStringOffset(), parser.getStringLength());
        } catch (IllegalArgumentException notAnInstant) {
            throw new UnreadableReply("ts: not an instant (expected: like 2024-10-01T00:00:00Z)", notAnInstant);
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
