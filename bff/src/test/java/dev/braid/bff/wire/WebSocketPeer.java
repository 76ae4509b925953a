package dev.braid.bff.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server's side of one WebSocket (RFC 6455), frame by frame: what no server lets a test send or leave out. */
public final class WebSocketPeer {

    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int FINAL = 0x80;

    private static final Pattern KEY = Pattern.compile("(?i)\r\nsec-websocket-key: *([^\r]+)\r\n");

    private final Wire wire;
    private final String head;
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile boolean mute;
    private volatile Optional<Integer> closedWith = Optional.empty();

    private WebSocketPeer(Wire wire, String head) {
        this.wire = wire;
        this.head = head;
    }

    /** Agrees to what the head asks for. */
    public static WebSocketPeer accepting(Wire wire, String head) throws IOException {
        wire.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + accept(head) + "\r\n\r\n");
        return new WebSocketPeer(wire, head);
    }

    /** The request's. */
    public String head() {
        return head;
    }

    public void text(String text) {
        send(FINAL | TEXT, bytes(text));
    }

    public void binary(String text) {
        send(FINAL | BINARY, bytes(text));
    }

    /** One message, each character a frame of its own, with a ping in between. */
    public void inPieces(String text) {
        byte[] all = bytes(text);
        for (int i = 0; i < all.length; i++) {
            int fin = i == all.length - 1 ? FINAL : 0;
            send(fin | (i == 0 ? TEXT : CONTINUATION), new byte[] {all[i]});
            if (i == all.length / 2) {
                send(FINAL | PING, bytes("?"));
            }
        }
    }

    public void close(int code, String reason) {
        byte[] text = bytes(reason);
        byte[] payload = new byte[text.length + 2];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        send(FINAL | CLOSE, payload);
    }

    /** Ends the connection without a word. */
    public void drop() throws IOException {
        wire.close();
    }

    /** Keeps the connection, reads what comes, and says nothing from now on, not even to pings. */
    public void fallSilent() {
        mute = true;
    }

    public boolean ended() {
        return end.getCount() == 0;
    }

    /** Waits for it. */
    public void awaitEnd() throws InterruptedException {
        if (!end.await(10, TimeUnit.SECONDS)) {
            throw new AssertionError("connection: open (expected: ended)");
        }
    }

    /** What the other side gave as reason; absent where it gave none. */
    public Optional<Integer> closedWith() {
        return closedWith;
    }

    /** Reads what comes until the connection ends; to be called by the connection's own thread. */
    public void listen() throws IOException {
        try {
            while (readFrame()) {
                // Goes on.
            }
        } finally {
            end.countDown();
        }
    }

    private boolean readFrame() throws IOException {
        int opcode;
        try {
            opcode = wire.read(1).charAt(0) & 0x0F;
        } catch (SocketTimeoutException idle) {
            return true;
        }
        int length = wire.read(1).charAt(0) & 0x7F;
        if (length > 125) {
            throw new IOException("frame: " + length + " (expected: a short one)");
        }
        String mask = wire.read(4);
        String masked = wire.read(length);
        byte[] payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = (byte) (masked.charAt(i) ^ mask.charAt(i % 4));
        }
        if (opcode == PING && !mute) {
            send(FINAL | PONG, payload);
        }
        if (opcode == CLOSE && length >= 2) {
            closedWith = Optional.of((payload[0] & 0xFF) << 8 | payload[1] & 0xFF);
        }
        return opcode != CLOSE;
    }

    private synchronized void send(int first, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        if (payload.length < 126) {
            frame.write(payload.length);
        } else if (payload.length < 1 << 16) {
            frame.write(126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        frame.writeBytes(payload);
        try {
            wire.send(frame.toByteArray());
        } catch (IOException ended) {
            // The other side went away, which a test need not expect.
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String accept(String head) throws IOException {
        Matcher key = KEY.matcher(head);
        if (!key.find()) {
            throw new IOException("upgrade: no key (expected: Sec-WebSocket-Key)");
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest(bytes(key.group(1).strip() + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
