package dev.braid.bff.changes;

import dev.braid.bff.wire.ScriptedBackend;
import dev.braid.bff.wire.WebSocketPeer;
import dev.braid.bff.wire.Wire;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A backend that tells of changes as a test says; its other replies say that it is well. */
final class TellingBackend implements AutoCloseable {

    private final ScriptedBackend server;
    private final BlockingQueue<WebSocketPeer> peers = new LinkedBlockingQueue<>();
    private final AtomicInteger attempts = new AtomicInteger();
    private volatile @Nullable String refusal;
    private volatile boolean deaf;

    private TellingBackend() throws IOException {
        server = ScriptedBackend.playing((wire, backend) -> answer(wire));
    }

    static TellingBackend start() throws IOException {
        return new TellingBackend();
    }

    URI url() {
        return server.url();
    }

    /** What the next upgrades are answered with, whole; absent: they are agreed to. */
    void refusing(@Nullable String reply) {
        refusal = reply;
    }

    /** Takes connections, and answers none. */
    void deaf(boolean now) {
        deaf = now;
    }

    /** As at the beginning: it agrees to every upgrade, and nobody has asked for one. */
    void forgetAll() {
        refusal = null;
        deaf = false;
        attempts.set(0);
        peers.clear();
    }

    /** How often somebody asked to be told. */
    int attempts() {
        return attempts.get();
    }

    /** The next connection; waits for it. */
    WebSocketPeer peer() throws InterruptedException {
        WebSocketPeer peer = peers.poll(10, TimeUnit.SECONDS);
        if (peer == null) {
            throw new AssertionError("connection: none (expected: one)");
        }
        return peer;
    }

    /** The next connection, greeted. */
    WebSocketPeer greeted(long sequence) throws InterruptedException {
        WebSocketPeer peer = peer();
        peer.text(greeting(sequence));
        return peer;
    }

    void stop() throws IOException {
        server.close();
    }

    void startAgain() throws IOException {
        server.startAgain();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    static String greeting(long sequence) {
        return """
                {"event_type":"connection_ack","timestamp":"2026-01-05T14:30:00Z","data":{"user_id":"service:bff"},"seq":%d}""".formatted(sequence);
    }

    static String event(long sequence, String... tags) {
        String named = List.of(tags).stream().map(tag -> "\"" + tag + "\"").collect(Collectors.joining(","));
        return """
                {"event_type":"run_done","timestamp":"2026-01-05T14:30:00Z","data":{"run_id":"r","user_id":null,"status":"DONE"},"seq":%d,"tags":[%s]}""".formatted(sequence, named);
    }

    private void answer(Wire wire) throws IOException {
        String head = wire.readHead();
        if (!head.startsWith("GET /api/ws ")) {
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 15\r\nConnection: close\r\n\r\n{\"status\":\"ok\"}");
            return;
        }
        attempts.incrementAndGet();
        String no = refusal;
        if (deaf) {
            wire.isEndedByOther();
        } else if (no != null) {
            wire.send(no);
        } else {
            WebSocketPeer peer = WebSocketPeer.accepting(wire, head);
            peers.add(peer);
            peer.listen();
        }
    }
}
