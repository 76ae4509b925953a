package dev.braid.core.playback;

import java.util.ArrayDeque;
import java.util.Deque;

/** Rows that were read before they are played, in parts that follow each other, and the frames that they make. Not for use by two threads at once. */
final class RowsAhead {

    /** Of orders: a quarter of what may wait, so that one late tick over many rows does not fill it. */
    private static final int MOST_CHARACTERS_A_FRAME = Outbox.MOST_CHARACTERS / 4;

    /** Parts; some 2 MB. */
    private static final int MOST_PARTS = 16;

    private final int part;
    private final Deque<Rows> parts = new ArrayDeque<>();

    /** @param part rows that are read at once */
    RowsAhead(int part) {
        this.part = part;
    }

    int part() {
        return part;
    }

    void clear() {
        parts.clear();
    }

    void add(Rows rows) {
        parts.add(rows);
    }

    /** @param next the first that is not played */
    void dropPlayed(int next) {
        while (!parts.isEmpty() && parts.getFirst().end() <= next) {
            parts.removeFirst();
        }
    }

    /**
     * The row after the last that was read.
     *
     * @param next that row, if none was
     */
    int end(int next) {
        return parts.isEmpty() ? next : parts.getLast().end();
    }

    /** Of two parts, or at a high speed of those of two ticks, so that a tick does not wait for what the one before has asked for. */
    boolean hasRoom(double rowsATick) {
        return parts.size() < (int) Math.min(MOST_PARTS, 2 + 2 * rowsATick / part);
    }

    /** So many of these rows that their orders make no giant of a frame; one at least. What is left is owed, and due at the next tick. */
    int inOneFrame(int first, int most) {
        int characters = 0;
        for (int step = 0; step < most; step++) {
            characters += charactersOf(first + step);
            if (step > 0 && characters > MOST_CHARACTERS_A_FRAME) {
                return step;
            }
        }
        return most;
    }

    /** Rows {@code [first, end)}, all of which are there. */
    Frame frame(int first, int end) {
        Frame frame = null;
        int from = first;
        for (Rows rows : parts) {
            if (from < end && rows.end() > from) {
                Frame next = rows.frame(from, Math.min(end, rows.end()));
                frame = frame == null ? next : frame.followedBy(next);
                from = rows.end();
            }
        }
        if (frame == null) {
            throw new IllegalStateException("rows: none from %d (expected: up to %d)".formatted(first, end));
        }
        return frame;
    }

    private int charactersOf(int row) {
        for (Rows rows : parts) {
            if (row < rows.end()) {
                return rows.characters(row);
            }
        }
        return 0;
    }
}
