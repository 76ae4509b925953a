package dev.braid.bff.document;

import dev.braid.bff.fanout.UnreadableReply;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** Reads the rows of a reply, {@code {"<member>":[{…},{…}],…}}, one after the other; the rest only has to be well-formed. */
public final class JsonRows {

    /** Takes one row: called at its beginning, returns at its end. */
    @FunctionalInterface
    public interface Row {

        void read(JsonParser parser);
    }

    private JsonRows() {}

    /** @throws UnreadableReply when the body is not such a reply */
    public static void read(byte[] body, String member, Row row) {
        try (JsonParser parser = JsonMembers.READER.createParser(ObjectReadContext.empty(), body)) {
            expect(parser.nextToken(), JsonToken.START_OBJECT, "body");
            if (!readMembers(parser, member, row)) {
                throw new UnreadableReply(member + ": missing (expected: an array)");
            }
            JsonMembers.expectEnd(parser);
        } catch (JacksonException notJson) {
            throw new UnreadableReply("body: not well-formed (expected: a JSON object)", notJson);
        }
    }

    private static boolean readMembers(JsonParser parser, String member, Row row) {
        boolean found = false;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken token = parser.nextToken();
            if (name.equals(member) && !found) {
                expect(token, JsonToken.START_ARRAY, member);
                readRows(parser, member, row);
                found = true;
            } else {
                parser.skipChildren();
            }
        }
        return found;
    }

    private static void readRows(JsonParser parser, String member, Row row) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            expect(parser.currentToken(), JsonToken.START_OBJECT, "row of " + member);
            row.read(parser);
        }
    }

    /**
     * The current value as epoch milliseconds.
     *
     * @throws UnreadableReply when it is not an instant
     */
    public static long instant(JsonParser parser, String name) {
        expect(parser.currentToken(), JsonToken.VALUE_STRING, name);
        try {
            return InstantText.parse(parser.getStringCharacters(), parser.getStringOffset(), parser.getStringLength());
        } catch (IllegalArgumentException notAnInstant) {
            throw new UnreadableReply(name + ": not an instant (expected: like 2024-09-20T13:30:00Z)", notAnInstant);
        }
    }

    private static void expect(JsonToken token, JsonToken expected, String what) {
        if (token != expected) {
            throw new UnreadableReply(what + ": " + token + " (expected: " + expected + ")");
        }
    }
}
