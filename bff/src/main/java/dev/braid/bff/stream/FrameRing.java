package dev.braid.bff.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The most recent frames of a session, for viewers who come back: bounded by number, bytes and age. For one event loop. */
final class FrameRing {

    /** Of 30 frames a second: a minute. */
    static final int MOST_FRAMES = 1_800;

    static final int MOST_BYTES = 4 * 1024 * 1024;
    static final Duration LONGEST = Duration.ofSeconds(60);

    private static final long NOTHING = -1;

    private final int mostFrames;
    private final int mostBytes;
    private final long longestNanos;
    private final ArrayDeque<Frame> frames = new ArrayDeque<>(0);
    private long bytes;
    /** The row of the last frame that is no longer here. */
    private long forgotten = NOTHING;

    FrameRing() {
        this(MOST_FRAMES, MOST_BYTES, LONGEST);
    }

    FrameRing(int mostFrames, int mostBytes, Duration longest) {
        this.mostFrames = mostFrames;
        this.mostBytes = mostBytes;
        this.longestNanos = longest.toNanos();
    }

    /** Remembers nothing. */
    static FrameRing none() {
        return new FrameRing(0, 0, Duration.ZERO);
    }

    /** The caller's reference stays the caller's. Rows grow from frame to frame. */
    void add(Frame frame, long now) {
        frames.addLast(frame.retain());
        bytes += frame.message().bytes();
        trim(now);
    }

    void trim(long now) {
        while (!frames.isEmpty()
                && (frames.size() > mostFrames
                        || bytes > mostBytes
                        || now - frames.getFirst().arrived() > longestNanos)) {
            Frame oldest = frames.removeFirst();
            bytes -= oldest.message().bytes();
            forgotten = oldest.i();
            oldest.release();
        }
    }

    /** All frames of this row and later ones, in order; absent when one of them is no longer here. The references stay the ring's. */
    Optional<List<Frame>> since(long row) {
        if (row <= forgotten) {
            return Optional.empty();
        }
        int skipped = 0;
        for (Iterator<Frame> each = frames.iterator();
                each.hasNext() && each.next().i() < row; ) {
            skipped++;
        }
        return Optional.of(frames.stream().skip(skipped).toList());
    }

    /** Whether one of the frames, or the last before them, shows this row: who has got that one has got every order up to here. */
    boolean knows(long row) {
        return row == forgotten || frames.stream().anyMatch(frame -> frame.i() == row);
    }

    int size() {
        return frames.size();
    }

    long bytes() {
        return bytes;
    }

    /** Begins anew: nothing that was is missed. */
    void clear() {
        frames.forEach(Frame::release);
        frames.clear();
        bytes = 0;
        forgotten = NOTHING;
    }
}
