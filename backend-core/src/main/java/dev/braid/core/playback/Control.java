package dev.braid.core.playback;

import dev.braid.contracts.ErrorCode;
import dev.braid.core.web.JsonFields;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a client asks for: {@code {"t":"ctrl","cmd":"play|pause|seek|speed","pos":…,"val":…}}, or {@code {"t":"auth","token":…}}. Also
 * understood: {@code speed} for {@code val}, {@code ts} and {@code index} for {@code pos}; what else is there is passed over.
 */
sealed interface Control {

    record Play() implements Control {}

    record Pause() implements Control {}

    record SeekRow(long row) implements Control {}

    record SeekInstant(Instant instant) implements Control {}

    record Speed(double speed) implements Control {}

    record Auth(String token) implements Control {}

    /** Not understood: member and problem. */
    record Misunderstood(String member, String problem) implements Control {

        /** As the client is told. */
        String answer() {
            return Words.error(ErrorCode.VALIDATION, member + ": " + problem, Map.of(member, problem));
        }
    }

    static Control read(String text) {
        JsonNode message;
        try {
            message = Reader.JSON.readTree(text);
        } catch (JacksonException unreadable) {
            return new Misunderstood("message", "not readable (expected: JSON)");
        }
        if (message == null || !message.isObject()) {
            return new Misunderstood("message", "not an object (expected: a JSON object)");
        }
        return switch (message.path("t").asString("ctrl")) {
            case "ctrl" -> Reader.control(message);
            case "auth" -> Reader.auth(message.path("token"));
            default -> new Misunderstood("t", shown(message.path("t")) + " (expected: ctrl or auth)");
        };
    }

    /** A speed from a text. */
    static double speed(String text) {
        try {
            double speed = Double.parseDouble(text);
            if (isSpeed(speed)) {
                return speed;
            }
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(JsonFields.shown(text) + Reader.EXPECTED_SPEED, notANumber);
        }
        throw new IllegalArgumentException(JsonFields.shown(text) + Reader.EXPECTED_SPEED);
    }

    /** An instant from a text. */
    static Instant instant(String text) {
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            if (!instant.isBefore(Reader.FIRST) && instant.isBefore(Reader.END)) {
                return instant;
            }
        } catch (DateTimeException malformed) {
            throw new IllegalArgumentException(JsonFields.shown(text) + Reader.EXPECTED_INSTANT, malformed);
        }
        throw new IllegalArgumentException(JsonFields.shown(text) + Reader.EXPECTED_INSTANT);
    }

    private static boolean isSpeed(double speed) {
        return speed >= Playhead.LEAST_SPEED && speed <= Playhead.MOST_SPEED;
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? "missing" : JsonFields.shown(value.toString());
    }

    /** The members of a message. */
    final class Reader {

        private static final JsonMapper JSON = new JsonMapper();
        private static final String EXPECTED_SPEED =
                " (expected: a number from %s to %s)".formatted(Playhead.LEAST_SPEED, Playhead.MOST_SPEED);
        private static final String EXPECTED_INSTANT = " (expected: an instant like 2024-12-31T15:00:00Z)";
        private static final String EXPECTED_POSITION =
                " (expected: the index of a row, or an instant like 2024-12-31T15:00:00Z)";

        /** What the database can compare with. */
        private static final Instant FIRST = Instant.parse("1000-01-01T00:00:00Z");

        private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

        private Reader() {}

        private static Control control(JsonNode message) {
            return switch (message.path("cmd").asString("")) {
                case "play" -> new Play();
                case "pause" -> new Pause();
                case "seek" -> seek(message);
                case "speed" -> speedOf(message);
                default ->
                    new Misunderstood("cmd", shown(message.path("cmd")) + " (expected: play, pause, seek or speed)");
            };
        }

        private static Control seek(JsonNode message) {
            String member =
                    message.has("pos") ? "pos" : message.has("ts") ? "ts" : message.has("index") ? "index" : "pos";
            JsonNode position = message.path(member);
            if (position.isIntegralNumber() && position.canConvertToLong()) {
                return new SeekRow(position.longValue());
            }
            if (!position.isString()) {
                return new Misunderstood(member, shown(position) + EXPECTED_POSITION);
            }
            try {
                return new SeekInstant(instant(position.stringValue()));
            } catch (IllegalArgumentException malformed) {
                return new Misunderstood(member, shown(position) + EXPECTED_POSITION);
            }
        }

        private static Control speedOf(JsonNode message) {
            String member = message.has("val") || !message.has("speed") ? "val" : "speed";
            JsonNode speed = message.path(member);
            return speed.isNumber() && isSpeed(speed.doubleValue())
                    ? new Speed(speed.doubleValue())
                    : new Misunderstood(member, shown(speed) + EXPECTED_SPEED);
        }

        private static Control auth(JsonNode token) {
            return token.isString()
                    ? new Auth(token.stringValue())
                    : new Misunderstood("token", "missing, or not a string (expected: a bearer token)");
        }
    }
}
