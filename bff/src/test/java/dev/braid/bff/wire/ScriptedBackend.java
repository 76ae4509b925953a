package dev.braid.bff.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A backend that does on the wire what a test says, right or wrong. Each connection is played by a thread of its own, then closed. */
public final class ScriptedBackend implements AutoCloseable {

    /** What happens on one connection. */
    @FunctionalInterface
    public interface Script {
        void play(Wire wire, ScriptedBackend backend) throws Exception;
    }

    private volatile ServerSocket server;
    private volatile Script script;
    private final List<Wire> connections = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();

    private ScriptedBackend(ServerSocket server, Script script) {
        this.server = server;
        this.script = script;
    }

    public static ScriptedBackend playing(Script script) throws IOException {
        ScriptedBackend backend = new ScriptedBackend(listening(0), script);
        backend.start("backend", backend::accept);
        return backend;
    }

    /** Answers every connection's first request, whose head is kept, with these bytes, and ends the connection. */
    public static ScriptedBackend answering(String reply) throws IOException {
        ScriptedBackend backend = playing((wire, self) -> wire.close());
        backend.answers(reply);
        return backend;
    }

    /** Another script, from the next connection on; all that was before is over and forgotten. */
    public void plays(Script another) throws IOException {
        script = another;
        for (Wire wire : connections) {
            wire.close();
        }
        connections.clear();
        heads.clear();
    }

    /** As {@link #answering}, on the next connections. */
    public void answers(String reply) throws IOException {
        plays((wire, self) -> {
            self.keepHeadOf(wire);
            wire.send(reply);
        });
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** How many there have been. */
    public int connections() {
        return connections.size();
    }

    /** Reads the head of a request, for the test to look at. */
    public String keepHeadOf(Wire wire) throws IOException {
        String head = wire.readHead();
        heads.add(head);
        return head;
    }

    public void forgetHeads() {
        heads.clear();
    }

    /** The next head that was kept; waits for it. */
    public String nextHead() throws InterruptedException {
        String head = heads.poll(10, TimeUnit.SECONDS);
        if (head == null) {
            throw new AssertionError("request: none came (expected: one)");
        }
        return head;
    }

    /** As if it had been stopped: nobody listens, and all connections are over. */
    @Override
    public void close() throws IOException {
        server.close();
        for (Wire wire : connections) {
            wire.close();
        }
    }

    /** Where it was before it was closed. */
    public void startAgain() throws IOException {
        server = listening(server.getLocalPort());
        start("backend", this::accept);
    }

    private static ServerSocket listening(int port) throws IOException {
        return new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"));
    }

    private void accept() {
        ServerSocket listening = server;
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                Wire wire = new Wire(socket);
                connections.add(wire);
                start("backend-connection", () -> play(wire));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void play(Wire wire) {
        try (wire) {
            script.play(wire, this);
        } catch (IOException ended) {
            // The other side went away, which a script need not expect.
        } catch (Exception e) {
            throw new IllegalStateException("script failed", e);
        }
    }

    private void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
