package dev.braid.core.access;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A request that this process makes to itself while it rehearses, and its connection. Not one of a library's client, because that would
 * load more than what is rehearsed.
 */
public final class OwnRequest implements Closeable {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Socket socket;
    private final InputStream reply;

    private OwnRequest(Socket socket) throws IOException {
        this.socket = socket;
        this.reply = new BufferedInputStream(socket.getInputStream());
    }

    /** @param fields of its head, each {@code Name: value} */
    public static OwnRequest get(InetSocketAddress service, String target, String... fields) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(service, (int) PATIENCE.toMillis());
            socket.setSoTimeout((int) PATIENCE.toMillis());
            OwnRequest request = new OwnRequest(socket);
            String head = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n";
            request.send((head + String.join("\r\n", fields) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return request;
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The head of the reply, with the empty line that ends it. */
    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) next());
        }
        return head.toString();
    }

    /**
     * Reads the head of the reply.
     *
     * @throws IOException if it is not of this status
     */
    public void answers(int status) throws IOException {
        String head = head();
        if (!head.startsWith("HTTP/1.1 " + status + " ")) {
            throw new IOException("reply: " + head.lines().findFirst().orElse("") + " (expected: " + status + ")");
        }
    }

    /** The next byte. */
    public int next() throws IOException {
        int next = reply.read();
        if (next < 0) {
            throw new EOFException("reply: ended (expected: more)");
        }
        return next;
    }

    /** All that is left of a reply after which the connection is closed. */
    public String rest() throws IOException {
        return new String(reply.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
