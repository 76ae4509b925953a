package dev.braid.load.stream;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a viewer needs of a message, found without parsing it: one of these serves all viewers of an event loop and holds what it found last.
 *
 * <p>Relies on the order in which the contract names the members of a frame: {@code t, i, ts, …, orders, …, dropped}.
 */
final class FrameScan {

    enum Kind {
        FRAME,
        HEARTBEAT,
        END,
        ERROR,
        OTHER
    }

    private static final byte[] FRAME = ascii("{\"t\":\"frame\"");
    private static final byte[] HEARTBEAT = ascii("{\"t\":\"hb\"");
    private static final byte[] END = ascii("{\"t\":\"end\"");
    private static final byte[] ERROR = ascii("{\"t\":\"err\"");
    private static final byte[] ROW = ascii("\"i\":");
    private static final byte[] SENT = ascii("\"ts\":\"");
    private static final byte[] ORDERS = ascii("\"orders\":[");
    private static final byte[] ORDER = ascii("\"order_id\":\"o");
    private static final byte[] DROPPED = ascii("\"dropped\":");

    private long row;
    private long sent;
    private long dropped;
    private long[] orders = new long[64];
    private int orderCount;

    Kind scan(byte[] message, int length) {
        if (!startsWith(message, length, FRAME)) {
            return kindOfOther(message, length);
        }
        int at = after(ROW, message, FRAME.length, length);
        row = number(message, at);
        at = after(SENT, message, at, length);
        sent = MicrosOfDay.parse(message, at);
        at = after(ORDERS, message, at + MicrosOfDay.TEXT_LENGTH, length);
        at = scanOrders(message, at, length);
        dropped = number(message, after(DROPPED, message, at, length));
        return Kind.FRAME;
    }

    long row() {
        return row;
    }

    /** In microseconds of the day. */
    long sent() {
        return sent;
    }

    long dropped() {
        return dropped;
    }

    int orderCount() {
        return orderCount;
    }

    long order(int index) {
        return orders[index];
    }

    private int scanOrders(byte[] message, int from, int length) {
        orderCount = 0;
        int at = from;
        while (at < length && message[at] != ']') {
            if (message[at] == '"' && matches(message, at, length, ORDER)) {
                at += ORDER.length;
                if (orderCount == orders.length) {
                    orders = Arrays.copyOf(orders, 2 * orderCount);
                }
                orders[orderCount++] = number(message, at);
            }
            at++;
        }
        return at;
    }

    private static Kind kindOfOther(byte[] message, int length) {
        if (startsWith(message, length, HEARTBEAT)) {
            return Kind.HEARTBEAT;
        }
        if (startsWith(message, length, END)) {
            return Kind.END;
        }
        return startsWith(message, length, ERROR) ? Kind.ERROR : Kind.OTHER;
    }

    private static int after(byte[] name, byte[] message, int from, int length) {
        for (int at = from; at <= length - name.length; at++) {
            if (message[at] == name[0] && matches(message, at, length, name)) {
                return at + name.length;
            }
        }
        throw new IllegalArgumentException("frame: " + new String(message, 0, length, StandardCharsets.UTF_8)
                + " (expected: " + new String(name, StandardCharsets.US_ASCII) + ")");
    }

    private static long number(byte[] message, int from) {
        long value = 0;
        for (int at = from; at < message.length && message[at] >= '0' && message[at] <= '9'; at++) {
            value = value * 10 + message[at] - '0';
        }
        return value;
    }

    private static boolean startsWith(byte[] message, int length, byte[] text) {
        return matches(message, 0, length, text);
    }

    private static boolean matches(byte[] message, int at, int length, byte[] text) {
        if (length - at < text.length) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (message[at + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
