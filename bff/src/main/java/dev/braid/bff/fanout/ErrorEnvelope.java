package dev.braid.bff.fanout;

import dev.braid.bff.upstream.UpstreamReply;
import dev.braid.contracts.ErrorCode;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads {@code {"error":{"code","message",…}}} of an error reply; anything else is named by its status. */
final class ErrorEnvelope {

    private static final JsonFactory JSON = new JsonFactory();

    private ErrorEnvelope() {}

    static SectionError of(UpstreamReply reply) {
        SectionError fallback = byStatus(reply.status());
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), reply.body())) {
            return inside(parser, fallback);
        } catch (JacksonException notJson) {
            return fallback;
        }
    }

    private static SectionError byStatus(int status) {
        ErrorCode code = switch (status) {
            case 503 -> ErrorCode.BUSY;
            case 504 -> ErrorCode.UPSTREAM_TIMEOUT;
            default -> ErrorCode.UPSTREAM_UNAVAILABLE;
        };
        return new SectionError(code.name(), "status: " + status + " (expected: 200 to 299)");
    }

    private static SectionError inside(JsonParser parser, SectionError fallback) {
        if (!atObjectMember(parser, "error") || parser.nextToken() != JsonToken.START_OBJECT) {
            return fallback;
        }
        String code = null;
        String message = null;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            String text = text(parser);
            code = name.equals("code") ? text : code;
            message = name.equals("message") ? text : message;
        }
        return code == null ? fallback : new SectionError(code, message == null ? fallback.message() : message);
    }

    private static boolean atObjectMember(JsonParser parser, String wanted) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return false;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            if (name.equals(wanted)) {
                return true;
            }
            parser.nextToken();
            parser.skipChildren();
        }
        return false;
    }

    private static @Nullable String text(JsonParser parser) {
        if (parser.nextToken() == JsonToken.VALUE_STRING) {
            return parser.getString();
        }
        parser.skipChildren();
        return null;
    }
}
