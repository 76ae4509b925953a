package dev.braid.bff.stream;

import dev.braid.bff.socket.Message;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What one viewer still has to be told, beside the newest frame. What concerns the connection (status, errors, answers) overtakes all
 * else; what has its place among the frames (those that were missed, a new beginning, the end) keeps it. For one event loop. Owns a reference
 * to each message.
 */
final class Lanes {

    /** Whoever has not read so many is not going to. */
    private static final int MOST = 64;

    private static final int MOST_BYTES = FrameSlot.MOST_BYTES;

    private final ArrayDeque<Message> urgent = new ArrayDeque<>(2);
    private final ArrayDeque<Message> ordered = new ArrayDeque<>(0);
    private final WaitingBytes all;
    private @Nullable Message status;
    /** The last greeting that has its place behind frames; null: none waits. */
    private @Nullable Message greeting;

    private int inOrder;
    private long bytes;

    Lanes(WaitingBytes all) {
        this.all = all;
    }

    /** @return false: there is no room, and the message has been released */
    boolean urgent(Message message) {
        if (urgent.size() >= MOST) {
            message.release();
            return false;
        }
        return urgent.add(message);
    }

    /** Of another session: behind what waits of the one before it, and before any status. */
    void greeting(Message hello) {
        if (ordered.isEmpty()) {
            urgent.add(hello);
        } else {
            ordered.add(hello);
            greeting = hello;
        }
    }

    /** In place of an earlier status, which is no longer true. */
    void status(Message message) {
        if (status != null) {
            status.release();
        }
        status = message;
    }

    /** @return false: there is no room, here or for all, and the message has been released */
    boolean ordered(Message message) {
        boolean full = inOrder >= MOST || inOrder > 0 && bytes + message.bytes() > MOST_BYTES;
        if (full || !all.take(message.bytes())) {
            message.release();
            return false;
        }
        inOrder++;
        bytes += message.bytes();
        return ordered.add(message);
    }

    /** A frame that was missed: as many as were kept for those who come back, who share them. */
    void missed(Message frame) {
        ordered.add(frame);
    }

    /** The next to be sent, which the caller releases; null: none. */
    @Nullable Message poll() {
        Message next = urgent.poll();
        if (next == null && greeting == null) {
            next = status;
            status = null;
        }
        if (next == null) {
            next = ordered.poll();
            greeting = next == greeting ? null : greeting;
            if (ordered.isEmpty()) {
                all.giveBack(bytes);
                inOrder = 0;
                bytes = 0;
            }
        }
        return next;
    }

    boolean isEmpty() {
        return urgent.isEmpty() && status == null && ordered.isEmpty();
    }

    void clear() {
        for (Message next = poll(); next != null; next = poll()) {
            next.release();
        }
    }
}
