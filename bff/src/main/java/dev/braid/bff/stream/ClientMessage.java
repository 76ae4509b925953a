package dev.braid.bff.stream;

import dev.braid.bff.stream.Control.Command;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a viewer says; what cannot be done is a value too. */
sealed interface ClientMessage {

    record Controlling(Control control) implements ClientMessage {}

    /** They have seen the frame of this row. */
    record Ack(long row) implements ClientMessage {}

    record Rate(int fps) implements ClientMessage {}

    /** The token is a secret. */
    record Auth(String token) implements ClientMessage {
        @Override
        public String toString() {
            return "Auth[token=…]";
        }
    }

    /** @param problems member to problem */
    record Invalid(Map<String, String> problems) implements ClientMessage {}

    static ClientMessage of(ByteBuf text) {
        Reader reader = new Reader();
        if (!JsonScan.object(text, reader)) {
            return invalid("message", "not readable (expected: a JSON object)");
        }
        return reader.read();
    }

    private static Invalid invalid(String member, String problem) {
        return new Invalid(Map.of(member, problem));
    }

    /** The members that mean something, as text. */
    final class Reader implements JsonScan.Members {

        /** An instant with nanoseconds and an offset has 35 characters. */
        private static final int LONGEST_POSITION = 64;

        private static final int LONGEST_SHOWN = 32;

        private @Nullable String type;
        private @Nullable String command;
        private @Nullable String position;
        private @Nullable String value;
        private @Nullable String token;
        private @Nullable String fps;
        private long row = -1;

        @Override
        public void member(ByteBuf text, int nameFrom, int nameTo, int from, int to) {
            if (nameTo - nameFrom == 1 && text.getByte(nameFrom) == 'i') {
                row = JsonScan.wholeNumber(text, from, to);
                return;
            }
            if (nameTo - nameFrom == 1 && text.getByte(nameFrom) == 't' && JsonScan.is(text, from, to, "\"ack\"")) {
                type = "\"ack\"";
                return;
            }
            if (nameTo - nameFrom > "index".length()) {
                return;
            }
            switch (text(text, nameFrom, nameTo)) {
                case "t" -> type = text(text, from, to);
                case "cmd" -> command = text(text, from, to);
                case "pos", "ts", "index" -> position = text(text, from, to);
                case "val", "speed" -> value = text(text, from, to);
                case "token" -> token = text(text, from, to);
                case "fps" -> fps = text(text, from, to);
                default -> {
                    // Newer than this.
                }
            }
        }

        private static String text(ByteBuf text, int from, int to) {
            return text.toString(from, to - from, StandardCharsets.UTF_8);
        }

        private ClientMessage read() {
            if (type == null) {
                return invalid("t", "missing (expected: ctrl, ack, rate or auth)");
            }
            return switch (type) {
                case "\"ack\"" -> row < 0 ? invalid("i", "not a row (expected: that of a frame)") : new Ack(row);
                case "\"ctrl\"" -> control();
                case "\"rate\"" -> rate();
                case "\"auth\"" -> auth();
                default -> invalid("t", shown(type) + " (expected: ctrl, ack, rate or auth)");
            };
        }

        private ClientMessage control() {
            if (command == null) {
                return invalid("cmd", "missing (expected: play, pause, seek or speed)");
            }
            return switch (command) {
                case "\"play\"" -> new Controlling(Control.PLAY);
                case "\"pause\"" -> new Controlling(Control.PAUSE);
                case "\"seek\"" -> seek();
                case "\"speed\"" -> speed();
                default -> invalid("cmd", shown(command) + " (expected: play, pause, seek or speed)");
            };
        }

        private ClientMessage seek() {
            if (position == null) {
                return invalid("pos", "missing (expected: an instant or a row)");
            }
            // A row outside the run is for the backend to refuse, which knows its bounds.
            boolean possible = position.length() <= LONGEST_POSITION
                    && (position.startsWith("\"") || position.matches("-?[0-9]{1,18}"));
            return possible
                    ? new Controlling(new Control(Command.SEEK, position))
                    : invalid("pos", shown(position) + " (expected: an instant or a row)");
        }

        private ClientMessage speed() {
            if (value == null) {
                return invalid("val", "missing (expected: 0.1..1000)");
            }
            return isSpeed(value)
                    ? new Controlling(Control.speed(value))
                    : invalid("val", shown(value) + " (expected: 0.1..1000)");
        }

        private static boolean isSpeed(String json) {
            char first = json.charAt(0);
            return first >= '0'
                    && first <= '9'
                    && json.length() <= LONGEST_SHOWN
                    && StreamQuery.isSpeed(Double.parseDouble(json));
        }

        private ClientMessage rate() {
            if (fps == null || !fps.matches("[0-9]{1,2}")) {
                return invalid("fps", (fps == null ? "missing" : shown(fps)) + " (expected: 1..60)");
            }
            int wanted = Integer.parseInt(fps);
            return wanted >= 1 && wanted <= FrameRate.FASTEST
                    ? new Rate(wanted)
                    : invalid("fps", wanted + " (expected: 1..60)");
        }

        private ClientMessage auth() {
            boolean plain = token != null && token.length() > 2 && token.startsWith("\"") && token.indexOf('\\') < 0;
            return token != null && plain
                    ? new Auth(token.substring(1, token.length() - 1))
                    : invalid("token", "missing or not readable (expected: a bearer token)");
        }

        private static String shown(String json) {
            return json.length() <= LONGEST_SHOWN ? json : json.substring(0, LONGEST_SHOWN) + "…";
        }
    }
}
