package dev.braid.bff.stream;

import dev.braid.bff.socket.Message;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * One frame of a playback, as the backend sent it: encoded once, and known by its envelope only. Lives as long as its message, whose
 * references are the frame's.
 *
 * @param i the row it shows, the last of those it stands for
 * @param dropped for how many frames it stands beside itself
 * @param orders the inside of its array of orders in the JSON text; none: empty, at the place where they would go
 * @param count the number of dropped frames, as written; none: empty, at the place where it would go
 * @param arrived when it came, by the clock of the event loops
 */
record Frame(Message message, long i, long dropped, Part orders, Part count, Part timestamp, long arrived) {

    private static final byte[] ORDERS = ascii(",\"orders\":[");
    private static final byte[] DROPPED = ascii(",\"dropped\":");

    /** A part of the text; a missing one has no place. */
    record Part(int from, int to) {

        static final Part MISSING = new Part(-1, -1);

        boolean isMissing() {
            return from < 0;
        }

        int length() {
            return to - from;
        }
    }

    Frame retain() {
        message.retain();
        return this;
    }

    void release() {
        message.release();
    }

    boolean hasOrders() {
        return orders.length() > 0;
    }

    /** The instant of its row, as written; empty where it does not say. */
    String time() {
        return timestamp.isMissing()
                ? ""
                : message.json().toString(timestamp.from(), timestamp.length(), StandardCharsets.UTF_8);
    }

    /**
     * This frame with more orders before its own, standing for more frames.
     *
     * @param earlier JSON values with commas between them; empty: none
     */
    Message standingFor(ByteBuf earlier, long moreDropped) {
        ByteBuf json = message.json();
        int end = lastBrace(json);
        ByteBuf text = PooledByteBufAllocator.DEFAULT.buffer(end + earlier.readableBytes() + 64);
        try {
            boolean ordersFirst = orders.isMissing() || !count.isMissing() && orders.from() < count.from();
            int at = 0;
            if (!orders.isMissing() && ordersFirst) {
                at = withOrders(text, json, at, earlier);
            }
            if (!count.isMissing()) {
                text.writeBytes(json, at, count.from() - at);
                writeNumber(text, dropped + moreDropped);
                at = count.to();
            }
            if (!orders.isMissing() && !ordersFirst) {
                at = withOrders(text, json, at, earlier);
            }
            text.writeBytes(json, at, end - at);
            if (orders.isMissing()) {
                text.writeBytes(ORDERS)
                        .writeBytes(earlier, earlier.readerIndex(), earlier.readableBytes())
                        .writeByte(']');
            }
            if (count.isMissing()) {
                text.writeBytes(DROPPED);
                writeNumber(text, dropped + moreDropped);
            }
            return Message.of(text.writeByte('}'), Long.toString(i));
        } finally {
            text.release();
        }
    }

    /**
     * This frame for a viewer who has everything up to an instant: without the orders up to then. A reference more, or a frame of its own.
     *
     * @param time as written; empty: unknown
     */
    Frame after(String time) {
        if (!hasOrders() || time.isEmpty()) {
            return retain();
        }
        ByteBuf json = message.json();
        String all = json.toString(orders.from(), orders.length(), StandardCharsets.UTF_8);
        String later = LaterOrders.in(all, time);
        if (later.equals(all)) {
            return retain();
        }
        byte[] kept = later.getBytes(StandardCharsets.UTF_8);
        ByteBuf text = PooledByteBufAllocator.DEFAULT.buffer(json.readableBytes());
        try {
            text.writeBytes(json, 0, orders.from())
                    .writeBytes(kept)
                    .writeBytes(json, orders.to(), json.readableBytes() - orders.to());
            return PlaybackMessage.of(text, arrived) instanceof PlaybackMessage.Framed framed
                    ? framed.frame()
                    : retain();
        } finally {
            text.release();
        }
    }

    private int withOrders(ByteBuf text, ByteBuf json, int at, ByteBuf earlier) {
        text.writeBytes(json, at, orders.from() - at);
        text.writeBytes(earlier, earlier.readerIndex(), earlier.readableBytes());
        if (hasOrders() && earlier.isReadable()) {
            text.writeByte(',');
        }
        text.writeBytes(json, orders.from(), orders.length());
        return orders.to();
    }

    private static int lastBrace(ByteBuf json) {
        int at = json.writerIndex() - 1;
        while (json.getByte(at) != '}') {
            at--;
        }
        return at;
    }

    private static void writeNumber(ByteBuf text, long number) {
        text.writeCharSequence(Long.toString(number), StandardCharsets.US_ASCII);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
