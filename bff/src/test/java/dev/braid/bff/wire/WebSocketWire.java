package dev.braid.bff.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The client's side of one WebSocket (RFC 6455), frame by frame: what no client lets a test send or leave out. */
public final class WebSocketWire implements AutoCloseable {

    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;
    public static final int FINAL = 0x80;

    private static final byte[] MASK = {0x12, 0x34, 0x56, 0x78};

    private final Wire wire;
    private final String head;

    /** A frame that came in; the first byte without its final bit, which must be set. */
    public record Frame(int opcode, byte[] payload) {

        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** Of a close frame; 1005 where it has none. */
        public int code() {
            return payload.length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
        }
    }

    private WebSocketWire(Wire wire, String head) {
        this.wire = wire;
        this.head = head;
    }

    /** Asks for an upgrade and reads the head of the answer, whatever it is. */
    public static WebSocketWire to(int port, String target, String... headers) throws IOException {
        return over(Wire.to(port), target, headers);
    }

    public static WebSocketWire over(Wire wire, String target, String... headers) throws IOException {
        wire.send(handshake(target, headers));
        return new WebSocketWire(wire, wire.readHead());
    }

    public static String handshake(String target, String... headers) {
        StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return request.append("\r\n").toString();
    }

    /** The head of the server's answer. */
    public String head() {
        return head;
    }

    public WebSocketWire text(String text) throws IOException {
        return send(FINAL | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    public WebSocketWire close(int code) throws IOException {
        return send(FINAL | CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
    }

    /** Masked, as a client has to. */
    public WebSocketWire send(int first, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = header(first, payload.length, true);
        frame.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ MASK[i % 4]);
        }
        wire.send(frame.toByteArray());
        return this;
    }

    public WebSocketWire sendUnmasked(int first, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = header(first, payload.length, false);
        frame.writeBytes(payload);
        wire.send(frame.toByteArray());
        return this;
    }

    /** The bytes as they are. */
    public WebSocketWire sendRaw(byte[] bytes) throws IOException {
        wire.send(bytes);
        return this;
    }

    public Frame read() throws IOException {
        int first = wire.read(1).charAt(0);
        int length = wire.read(1).charAt(0);
        if ((first & 0xF0) != FINAL || (length & 0x80) != 0) {
            throw new IOException(String.format("frame: %02x %02x (expected: final, not masked)", first, length));
        }
        if (length == 126) {
            length = number(2);
        } else if (length == 127) {
            length = number(8);
        }
        return new Frame(first & 0x0F, wire.read(length).getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Whether the server ends the connection now, without another byte; waits for it. */
    public boolean isEnded() throws IOException {
        return wire.isEndedByOther();
    }

    public Wire wire() {
        return wire;
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }

    private int number(int bytes) throws IOException {
        int number = 0;
        for (char each : wire.read(bytes).toCharArray()) {
            number = number << 8 | each;
        }
        return number;
    }

    private static ByteArrayOutputStream header(int first, int length, boolean masked) {
        int mask = masked ? 0x80 : 0;
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.write(first);
        if (length < 126) {
            header.write(mask | length);
        } else if (length < 1 << 16) {
            header.write(mask | 126);
            header.write(length >> 8);
            header.write(length);
        } else {
            header.write(mask | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                header.write((int) ((long) length >> shift));
            }
        }
        return header;
    }
}
