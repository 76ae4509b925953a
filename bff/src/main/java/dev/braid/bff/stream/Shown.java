package dev.braid.bff.stream;

import dev.braid.bff.socket.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a session has shown: its last frame, those before it for whoever comes back, and the end. Owns a reference to each. For one event loop. */
final class Shown {

    private final FrameRing ring;
    private @Nullable Frame last;
    private @Nullable Message end;

    Shown(FrameRing ring) {
        this.ring = ring;
    }

    /** The caller's reference stays the caller's. */
    void frame(Frame frame, long now) {
        forgetLast();
        last = frame.retain();
        ring.add(frame, now);
    }

    /** What was shown elsewhere just before this, for those who come anew. Whoever comes back has it. The caller's reference stays the caller's. */
    void present(Frame frame) {
        if (last == null) {
            last = frame.retain();
        }
    }

    /** Takes over the message. Says whether it is the first end. */
    boolean end(Message message) {
        if (end != null) {
            message.release();
            return false;
        }
        end = message;
        return true;
    }

    @Nullable Frame last() {
        return last;
    }

    /** Null: there is more to come. */
    @Nullable Message end() {
        return end;
    }

    /** What was said at the end, for another to say; null: there is more to come. */
    @Nullable String endText() {
        Message said = end;
        return said == null ? null : said.json().toString(StandardCharsets.UTF_8);
    }

    /** Up to where whoever has had every frame has everything. */
    Position position() {
        Frame shown = last;
        return shown == null ? Position.NOWHERE : new Position(shown.i(), shown.time());
    }

    /** What whoever comes back has missed, in order; absent: it cannot be told, or is no longer known. The references stay here. */
    Optional<List<Frame>> missed(Join wanted, Timeline timeline) {
        long from = wanted.fromRow();
        if (from < 0 || from > timeline.lastRow() + 1) {
            return Optional.empty();
        }
        // Those who cannot tell an epoch must be at a row where a frame ended.
        boolean comparable = wanted.epoch() == null
                ? timeline.reaches(from) && ring.knows(from - 1)
                : wanted.epoch().equals(timeline.epoch());
        return comparable ? ring.since(from) : Optional.empty();
    }

    /** As {@link #missed(Join, Timeline)}, for who has everything up to a row of this run, which may be a later one. */
    Optional<List<Frame>> missed(long row, Timeline timeline) {
        if (row >= timeline.lastRow()) {
            return Optional.of(List.of());
        }
        return timeline.reaches(row + 1) ? ring.since(row + 1) : Optional.empty();
    }

    void trim(long now) {
        ring.trim(now);
    }

    /** How many frames are kept for those who come back. */
    int size() {
        return ring.size();
    }

    /** An epoch begins: what was before it nobody can be given. */
    void beginAnew() {
        ring.clear();
    }

    void forgetEnd() {
        if (end != null) {
            end.release();
            end = null;
        }
    }

    private void forgetLast() {
        if (last != null) {
            last.release();
            last = null;
        }
    }

    void forget() {
        ring.clear();
        forgetLast();
        forgetEnd();
    }

    /**
     * Whatever was shown before, it was elsewhere.
     *
     * @param endThere what was said at the end; null: there is more to come
     */
    void beginAfter(@Nullable String endThere) {
        forget();
        end = endThere == null ? null : Message.of(endThere);
    }
}
