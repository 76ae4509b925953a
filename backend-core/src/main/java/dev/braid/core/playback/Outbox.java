package dev.braid.core.playback;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one client. Frames that it does not take in a second hand their orders, and what the market did, to the next: the newest
 * state is kept, and every order. Not for use by two threads at once.
 */
final class Outbox {

    /** A second of frames. */
    static final int MOST_FRAMES = 30;

    /** Answers that nobody reads. */
    static final int MOST_WORDS = 64;

    /** Characters of orders that wait: some 8,000 of them. */
    static final int MOST_CHARACTERS = 1 << 20;

    /** Taken one by one: the text, and the row that a client who comes back can name; −1: before the first. */
    record Item(String json, @Nullable Integer row) {}

    private sealed interface Entry permits Shown, Spoken {}

    private record Shown(Frame frame) implements Entry {}

    private record Spoken(String json, @Nullable Integer row) implements Entry {}

    private final Deque<String> words = new ArrayDeque<>();
    private final List<Entry> frames = new LinkedList<>();
    private int shown;
    private int characters;

    /** A word that stands before whatever waits. */
    void say(String json) {
        words.add(json);
    }

    /** A sign of life; what waits is one as well. */
    void beat() {
        if (isEmpty()) {
            words.add(Words.HEARTBEAT);
        }
    }

    void show(Frame frame) {
        frames.add(new Shown(frame));
        characters += frame.orders().length();
        shown++;
        if (shown > MOST_FRAMES) {
            merge();
        }
    }

    /** A word after all frames so far. */
    void end(String json, int row) {
        frames.add(new Spoken(json, row));
    }

    boolean isEmpty() {
        return words.isEmpty() && frames.isEmpty();
    }

    /** Whether more waits than may, although all that could be was put together. One frame may always: no row can be cut in two. */
    boolean isFull() {
        return words.size() > MOST_WORDS
                || frames.size() > 2 * MOST_FRAMES
                || shown > 1 && characters > MOST_CHARACTERS;
    }

    @Nullable Item poll() {
        String urgent = words.poll();
        if (urgent != null) {
            return new Item(urgent, null);
        }
        if (frames.isEmpty()) {
            return null;
        }
        Entry entry = frames.remove(0);
        if (entry instanceof Shown next) {
            shown--;
            characters -= next.frame.orders().length();
            return new Item(next.frame.json(), next.frame.i());
        }
        Spoken word = (Spoken) entry;
        return new Item(word.json, word.row);
    }

    void clear() {
        words.clear();
        frames.clear();
        shown = 0;
        characters = 0;
    }

    /** Puts the oldest two frames that follow each other into one. */
    private void merge() {
        Iterator<Entry> entries = frames.iterator();
        Entry before = entries.next();
        for (int index = 1; entries.hasNext(); index++) {
            Entry entry = entries.next();
            if (before instanceof Shown older && entry instanceof Shown newer) {
                entries.remove();
                Frame merged = older.frame.merged(newer.frame);
                frames.set(index - 1, new Shown(merged));
                shown--;
                characters += merged.orders().length()
                        - older.frame.orders().length()
                        - newer.frame.orders().length();
                return;
            }
            before = entry;
        }
    }
}
