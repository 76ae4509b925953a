package dev.braid.bff.stream;

import dev.braid.bff.socket.Message;
import dev.braid.bff.stream.Frame.Part;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What the backend says while it plays a run, as far as the hub must know. What carries a message owns a reference to it. */
sealed interface PlaybackMessage {

    /** More than a frame has at the greatest speed: all orders of the hundreds of rows it stands for. */
    int LARGEST_BYTES = 1024 * 1024;

    record Framed(Frame frame) implements PlaybackMessage {}

    record Heartbeat() implements PlaybackMessage {}

    record Ended(Message message) implements PlaybackMessage {}

    /** @param code one of the contract's error codes; empty where it does not say */
    record Failed(Message message, String code) implements PlaybackMessage {}

    /** None of them. */
    record Unusable(Refusal why) implements PlaybackMessage {}

    Heartbeat HEARTBEAT = new Heartbeat();

    /** @param now when it came, by the clock of the event loops */
    static PlaybackMessage of(ByteBuf text, long now) {
        if (text.readableBytes() > LARGEST_BYTES) {
            return new Unusable(Refusal.TOO_LARGE);
        }
        return new Reader(text).read(now);
    }

    /** Remembers where what matters stands. */
    final class Reader implements JsonScan.Members {

        private final ByteBuf text;
        private Part type = Part.MISSING;
        private Part row = Part.MISSING;
        private Part timestamp = Part.MISSING;
        private Part orders = Part.MISSING;
        private Part dropped = Part.MISSING;
        private Part code = Part.MISSING;
        private boolean twice;

        private Reader(ByteBuf text) {
            this.text = text;
        }

        @Override
        public void member(ByteBuf text, int nameFrom, int nameTo, int from, int to) {
            switch (nameTo - nameFrom) {
                case 1 -> {
                    if (text.getByte(nameFrom) == 't') {
                        type = once(type, from, to);
                    } else if (text.getByte(nameFrom) == 'i') {
                        row = once(row, from, to);
                    }
                }
                case 2 -> {
                    if (JsonScan.is(text, nameFrom, nameTo, "ts")) {
                        timestamp = once(timestamp, from, to);
                    }
                }
                case 4 -> {
                    if (JsonScan.is(text, nameFrom, nameTo, "code")) {
                        code = once(code, from, to);
                    }
                }
                case 6 -> {
                    if (JsonScan.is(text, nameFrom, nameTo, "orders")) {
                        orders = once(orders, from, to);
                    }
                }
                case 7 -> {
                    if (JsonScan.is(text, nameFrom, nameTo, "dropped")) {
                        dropped = once(dropped, from, to);
                    }
                }
                default -> {
                    // Passed on as it is.
                }
            }
        }

        private Part once(Part before, int from, int to) {
            twice |= !before.isMissing();
            int start = text.readerIndex();
            return new Part(from - start, to - start);
        }

        private PlaybackMessage read(long now) {
            if (!JsonScan.object(text, this) || twice) {
                return new Unusable(Refusal.UNREADABLE);
            }
            if (is(type, "\"frame\"")) {
                return frame(now);
            }
            if (is(type, "\"hb\"")) {
                return HEARTBEAT;
            }
            if (is(type, "\"end\"")) {
                return new Ended(message(null));
            }
            if (is(type, "\"err\"")) {
                return new Failed(message(null), unquoted(code));
            }
            return new Unusable(Refusal.UNKNOWN);
        }

        private PlaybackMessage frame(long now) {
            long i = row.isMissing() ? -1 : number(row);
            long count = dropped.isMissing() ? 0 : number(dropped);
            if (i < 0 || count < 0 || !orders.isMissing() && at(orders.from()) != '[') {
                return new Unusable(Refusal.UNREADABLE);
            }
            Part quoted = !timestamp.isMissing() && at(timestamp.from()) == '"'
                    ? new Part(timestamp.from() + 1, timestamp.to() - 1)
                    : Part.MISSING;
            return new Framed(new Frame(message(Long.toString(i)), i, count, inside(orders), dropped, quoted, now));
        }

        /** Without the brackets, and without space next to them. */
        private Part inside(Part array) {
            if (array.isMissing()) {
                return array;
            }
            int from = array.from() + 1;
            int to = array.to() - 1;
            while (from < to && at(from) <= ' ' && at(from) > 0) {
                from++;
            }
            while (to > from && at(to - 1) <= ' ' && at(to - 1) > 0) {
                to--;
            }
            return new Part(from, to);
        }

        private Message message(@Nullable String eventId) {
            int from = text.readerIndex();
            int length = text.readableBytes();
            if (text.indexOf(from, from + length, (byte) '\n') < 0
                    && text.indexOf(from, from + length, (byte) '\r') < 0) {
                return Message.of(text, eventId);
            }
            // An event of an event stream would end at a line break, which in JSON can only stand between tokens.
            byte[] line = new byte[length];
            for (int at = 0; at < length; at++) {
                byte next = text.getByte(from + at);
                line[at] = next == '\n' || next == '\r' ? (byte) ' ' : next;
            }
            return Message.of(Unpooled.wrappedBuffer(line), eventId);
        }

        private byte at(int index) {
            return text.getByte(text.readerIndex() + index);
        }

        private long number(Part part) {
            return JsonScan.wholeNumber(text, text.readerIndex() + part.from(), text.readerIndex() + part.to());
        }

        private boolean is(Part part, String expected) {
            int start = text.readerIndex();
            return !part.isMissing() && JsonScan.is(text, start + part.from(), start + part.to(), expected);
        }

        private String unquoted(Part part) {
            return part.length() < 2 || at(part.from()) != '"'
                    ? ""
                    : text.toString(text.readerIndex() + part.from() + 1, part.length() - 2, StandardCharsets.UTF_8);
        }
    }
}
