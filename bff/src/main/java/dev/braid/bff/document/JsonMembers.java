package dev.braid.bff.document;

import dev.braid.bff.fanout.UnreadableReply;
import dev.braid.bff.upstream.UpstreamReply;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Where in a reply the members of its one object stand. The whole body has been read and is well-formed JSON, but nothing of it was
 * copied or built: a slice of it can be part of another document as it is.
 */
public final class JsonMembers {

    /** Reads replies; doubles exactly and without a detour over text. */
    static final JsonFactory READER = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    private final JsonSlice whole;
    private final Map<String, JsonSlice> members;

    private JsonMembers(JsonSlice whole, Map<String, JsonSlice> members) {
        this.whole = whole;
        this.members = members;
    }

    /** @throws UnreadableReply when the body is not one JSON object */
    public static JsonMembers of(UpstreamReply reply) {
        return of(reply.body());
    }

    static JsonMembers of(byte[] body) {
        return of(new JsonSlice(body, 0, body.length, 0));
    }

    private static JsonMembers of(JsonSlice text) {
        int length = text.to() - text.from();
        try (JsonParser parser = READER.createParser(ObjectReadContext.empty(), text.bytes(), text.from(), length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new UnreadableReply("body: not an object (expected: a JSON object)");
            }
            int from = start(parser);
            Map<String, JsonSlice> members = members(parser, text);
            JsonSlice whole = slice(text, from, end(parser), 0);
            expectEnd(parser);
            return new JsonMembers(whole, members);
        } catch (JacksonException notJson) {
            throw new UnreadableReply("body: not well-formed (expected: a JSON object)", notJson);
        }
    }

    /** @throws UnreadableReply when something follows what has been read */
    static void expectEnd(JsonParser parser) {
        if (parser.nextToken() != null) {
            throw new UnreadableReply("body: more than one value (expected: a JSON object)");
        }
    }

    private static Map<String, JsonSlice> members(JsonParser parser, JsonSlice text) {
        Map<String, JsonSlice> members = new HashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken token = parser.nextToken();
            int from = start(parser);
            int elements = token == JsonToken.START_ARRAY ? skipElements(parser) : skipValue(parser);
            members.put(name, slice(text, from, end(parser), elements));
        }
        return members;
    }

    /** The parser counts from where it began. */
    private static JsonSlice slice(JsonSlice text, int from, int to, int elements) {
        return new JsonSlice(text.bytes(), text.from() + from, text.from() + to, elements);
    }

    private static int skipElements(JsonParser parser) {
        int elements = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            parser.skipChildren();
            elements++;
        }
        return elements;
    }

    private static int skipValue(JsonParser parser) {
        parser.skipChildren();
        parser.finishToken();
        return 0;
    }

    /** The first byte of the current token. */
    public static int start(JsonParser parser) {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    /** The byte behind the current token, which has been read to its end. */
    public static int end(JsonParser parser) {
        return (int) parser.currentLocation().getByteOffset();
    }

    public JsonSlice whole() {
        return whole;
    }

    /** @throws UnreadableReply when there is no such member, or it is no array */
    public JsonSlice array(String name) {
        return required(name, '[', "an array");
    }

    /** @throws UnreadableReply when there is no such member, or it is no object */
    public JsonSlice object(String name) {
        return required(name, '{', "an object");
    }

    private JsonSlice required(String name, char opening, String expected) {
        JsonSlice slice = members.get(name);
        if (slice == null || slice.bytes()[slice.from()] != opening) {
            throw new UnreadableReply(
                    name + ": " + (slice == null ? "missing" : "another type") + " (expected: " + expected + ")");
        }
        return slice;
    }

    /** The members of one of these that is an object itself; empty where there is none. */
    public Optional<JsonMembers> within(String name) {
        return member(name).filter(slice -> slice.bytes()[slice.from()] == '{').map(JsonMembers::of);
    }

    Optional<JsonSlice> member(String name) {
        return Optional.ofNullable(members.get(name));
    }

    /** The value of a string member without escapes; empty where there is none. */
    public Optional<String> text(String name) {
        return member(name)
                .map(JsonSlice::text)
                .filter(text -> text.length() >= 2 && text.charAt(0) == '"' && text.indexOf('\\') < 0)
                .map(text -> text.substring(1, text.length() - 1));
    }

    /** The value of a whole-numbered member; empty where there is none. */
    public Optional<Long> number(String name) {
        return member(name)
                .map(JsonSlice::text)
                .filter(text -> text.matches("-?[0-9]{1,18}"))
                .map(Long::valueOf);
    }
}
