package dev.braid.bff;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A backend on a bare socket: it sends what a test says, byte for byte, also what no HTTP server would send. */
public final class RawBackend implements Closeable {

    private final ServerSocket server;
    private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private final Set<String> abandoned = ConcurrentHashMap.newKeySet();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    @FunctionalInterface
    private interface Behaviour {

        /** Whether the connection can be used again. */
        boolean answer(Socket connection, String path) throws IOException;
    }

    private RawBackend(ServerSocket server) {
        this.server = server;
    }

    public static RawBackend start() {
        try {
            RawBackend backend = new RawBackend(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            daemon(backend::accept);
            return backend;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** @param headers lines, each without its end */
    public void reply(String path, int status, String body, String... headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        behaviours.put(path, (connection, asked) -> {
            connection.getOutputStream().write(whole(status, bytes, headers));
            return true;
        });
    }

    private static byte[] whole(int status, byte[] body, String... headers) {
        String head = "HTTP/1.1 " + status + " Whatever\r\nContent-Length: " + body.length + "\r\n"
                + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n") + "\r\n";
        ByteArrayOutputStream reply = new ByteArrayOutputStream();
        reply.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        reply.writeBytes(body);
        return reply.toByteArray();
    }

    /** Sends half of the body it announced, then closes the connection. */
    public void dieInMidBody(String path, String body) {
        byte[] reply = whole(200, body.getBytes(StandardCharsets.UTF_8), "Content-Type: application/json");
        behaviours.put(path, (connection, asked) -> {
            connection.getOutputStream().write(reply, 0, reply.length - body.length() / 2);
            return false;
        });
    }

    /** Never answers, and notes when whoever asked gives up. */
    public void hang(String path) {
        behaviours.put(path, (connection, asked) -> {
            waiting.add(asked);
            if (connection.getInputStream().read() < 0) {
                abandoned.add(asked);
            }
            waiting.remove(asked);
            return false;
        });
    }

    /** Heads of the requests of a path, in the order they came. */
    public List<String> requests(String path) {
        return requests.stream().filter(head -> path(head).equals(path)).toList();
    }

    /** Paths that it hangs on and someone still waits for. */
    public Set<String> waiting() {
        return waiting;
    }

    /** Paths that it hung on until whoever asked gave up. */
    public Set<String> abandoned() {
        return abandoned;
    }

    /** Forgets what it was told and what it was asked. */
    public void reset() {
        behaviours.clear();
        requests.clear();
        waiting.clear();
        abandoned.clear();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = server.accept();
                connections.add(connection);
                daemon(() -> serve(connection));
            }
        } catch (IOException closed) {
            // The end of this backend.
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            boolean reusable = true;
            while (reusable) {
                String head = head(connection.getInputStream());
                if (head.isEmpty()) {
                    return;
                }
                requests.add(head);
                reusable = behaviour(path(head)).answer(connection, path(head));
            }
        } catch (IOException gone) {
            // Whoever asked closed the connection.
        } finally {
            connections.remove(connection);
        }
    }

    private Behaviour behaviour(String path) {
        return behaviours.getOrDefault(path, (connection, asked) -> {
            connection.getOutputStream().write(whole(404, "no such stub".getBytes(StandardCharsets.UTF_8)));
            return true;
        });
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static String path(String head) {
        return head.split(" ", 3)[1].split("\\?", 2)[0];
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "raw-backend");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
