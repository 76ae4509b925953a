package dev.braid.bff.stream;

import dev.braid.bff.stream.Control.Command;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where a playback is, what was asked of it, and what of that has shown nothing yet. Sends nothing and knows nobody; for one event loop.
 *
 * <ul>
 *   <li>Rows grow within an epoch. A frame whose row does not is a duplicate, except after a seek or a play after the end: then it begins the next
 *       epoch.
 *   <li>Frames from before a seek may still come after it, so that a seek is under way until a frame says that it is not.
 *   <li>The end stays the end until something comes: the backend may refuse.
 * </ul>
 */
final class Timeline {

    /** What a frame is to those who watch. */
    enum Step {
        /** Of a row that has been. */
        DUPLICATE,
        /** Behind the frame before it. */
        NEXT,
        /** The first of an epoch: some before it may be missing. */
        AFTER_GAP,
        /** The first of an epoch: rows come that have been, or that somebody has who was ahead. */
        BACK
    }

    /** How long after a seek frames may still come from before it. */
    private static final long SEEK_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Tunnels drift apart by some frames. Nobody waits for longer than this for those behind them: two seconds of playing. */
    private static final long FRAMES_IN_STEP = 60;

    private static final long NEVER = Long.MIN_VALUE;

    private final Epochs epochs;
    private final long firstRow;

    private String epoch;
    /** The first row of the epoch: what was before it nobody can be given. */
    private long begunAt;

    private long lastRow;
    /** Rows between frames, of the last three times, oldest first: one may be longer, because the backend was late, or cut short by the end. */
    private final long[] steps;

    private boolean ended;
    private boolean framesWereLost;

    /** Up to where somebody has everything who is ahead, or was; −1: nobody. */
    private long furthest = -1;

    private @Nullable String speed;
    private boolean playing;
    private @Nullable Control seek;
    /** Whether a frame came that a seek to an instant may have led to: one from before the seek is no later either. */
    private boolean mayBeThere;
    /** How many were sent since the last that is known to be there. */
    private int seeks;

    private boolean fromStart;
    /** When the last play was asked for that no pause and no seek came after: a backend that has ended meanwhile begins anew. */
    private long playedAt = NEVER;

    private long mayBeginAnewUntil = NEVER;

    Timeline(Epochs epochs, Opening opening) {
        this.epochs = epochs;
        this.firstRow = opening.fromRow();
        this.epoch = epochs.next();
        this.begunAt = Math.max(0, opening.fromRow());
        this.lastRow = opening.behind();
        this.steps = new long[] {opening.step(), opening.step(), opening.step()};
        this.ended = opening.ended();
        this.speed = opening.speed();
        this.playing = opening.plays();
        this.seek = opening.seek();
        this.fromStart = opening.fromStart();
    }

    String epoch() {
        return epoch;
    }

    /** −1: before any. */
    long lastRow() {
        return lastRow;
    }

    /** Whether a row is one of the epoch's. */
    boolean reaches(long row) {
        return row >= begunAt;
    }

    /** The row that the backend is to go on with; −1: the first of the run. */
    long nextRow() {
        if (ended || fromStart) {
            return -1;
        }
        return lastRow >= 0 ? lastRow + 1 : firstRow;
    }

    /** Somebody has everything up to a row, and waits for those behind it. */
    void someoneHas(long row) {
        furthest = Math.max(furthest, row);
    }

    /** How many rows those may be apart who are in step. */
    long reach() {
        return FRAMES_IN_STEP * step();
    }

    private long step() {
        long least = Math.min(steps[0], steps[1]);
        long most = Math.max(steps[0], steps[1]);
        return Math.max(least, Math.min(most, steps[2]));
    }

    private void stepped(long rows) {
        steps[0] = steps[1];
        steps[1] = steps[2];
        steps[2] = Math.max(1, rows);
    }

    /** Whether whoever has everything up to a row, and is ahead, would wait for too long. */
    boolean isFarBehind(long row) {
        return row - here() > reach();
    }

    /** Whether whoever is at a row is out of step. */
    boolean isFarFrom(long row) {
        return row >= 0 && Math.abs(row - here()) > reach();
    }

    private long here() {
        return lastRow >= 0 ? lastRow : Math.max(0, firstRow) - 1;
    }

    boolean isPlaying() {
        return playing;
    }

    boolean hasEnded() {
        return ended;
    }

    boolean isSeeking() {
        return seek != null;
    }

    /**
     * How another goes on from here, for somebody who has nothing.
     *
     * @param end what was said at the end; null: there is more to come
     */
    Opening opening(@Nullable String end, List<Controls.Kept> kept) {
        return new Opening(nextRow(), -1, step(), speed, playing, end, seek, fromStart, kept);
    }

    // What is asked for.

    /** A control is sent. */
    void ask(Control control, long now) {
        switch (control.command()) {
            case PLAY -> {
                if (ended) {
                    fromStart = seek == null;
                    mayBeginAnewSoon(now);
                }
                playing = true;
                playedAt = now;
            }
            case PAUSE -> {
                playing = false;
                playedAt = NEVER;
            }
            case SEEK -> {
                playedAt = NEVER;
                seek = control;
                mayBeThere = false;
                seeks++;
                fromStart = false;
                mayBeginAnewSoon(now);
            }
            case SPEED -> speed = control.argument();
        }
    }

    private void mayBeginAnewSoon(long now) {
        mayBeginAnewUntil = now + SEEK_NANOS;
    }

    /**
     * What is to be asked of a backend that knows only {@link #nextRow}.
     *
     * @param kept what could not be sent yet, the last of each kind
     */
    List<Control> askAgain(List<Control> kept, long now) {
        Control pendingSeek = mayBeThere && isLate(now) ? null : seek;
        forgetSeek();
        seeks = 0;
        mayBeginAnewUntil = NEVER;
        playedAt = NEVER;
        for (Control control : kept) {
            switch (control.command()) {
                case SEEK -> pendingSeek = control;
                case SPEED -> speed = control.argument();
                case PLAY, PAUSE -> {
                    playing = control.command() == Command.PLAY;
                    fromStart |= playing && ended;
                }
            }
        }
        if (fromStart) {
            mayBeginAnewSoon(now);
        }
        List<Control> asked = new ArrayList<>(3);
        if (pendingSeek != null) {
            asked.add(pendingSeek);
        }
        if (speed != null) {
            asked.add(Control.speed(speed));
        }
        if (playing) {
            asked.add(Control.PLAY);
        }
        asked.forEach(control -> ask(control, now));
        return asked;
    }

    /**
     * What is to be asked so that it goes on as it did elsewhere. Where that was does not matter, unless it was on its way to somewhere.
     *
     * @param shown whether anything was shown there: what has not begun is not paused
     */
    List<Control> differing(Opening elsewhere, boolean shown) {
        List<Control> different = new ArrayList<>(3);
        if (elsewhere.speed() != null && !elsewhere.speed().equals(speed)) {
            different.add(Control.speed(elsewhere.speed()));
        }
        if (elsewhere.seek() != null && !elsewhere.seek().equals(seek)) {
            different.add(elsewhere.seek());
        }
        if (elsewhere.fromStart()) {
            if (ended || !playing) {
                different.add(Control.PLAY);
            }
        } else if (!ended && !elsewhere.ended() && playing != elsewhere.plays()) {
            if (elsewhere.plays()) {
                different.add(Control.PLAY);
            } else if (shown) {
                different.add(Control.PAUSE);
            }
        }
        return different;
    }

    /** A seek was refused: the one that is returned. What was asked for before may still come. */
    @Nullable Control seekRefused() {
        Control refused = seek;
        forgetSeek();
        seeks = Math.max(0, seeks - 1);
        fromStart = ended && playing && seeks == 0;
        return refused;
    }

    /** A seek is to be asked for again: nobody has refused it after all. */
    void seekUnanswered(Control unanswered) {
        seek = unanswered;
        fromStart = false;
    }

    // What comes.

    Step frame(Frame frame, long now) {
        boolean repeats = frame.i() <= lastRow;
        if (repeats && mayBeginAnewUntil == NEVER) {
            return Step.DUPLICATE;
        }
        if (mayBeginAnewUntil == NEVER && lastRow >= 0) {
            stepped((frame.i() - lastRow) / (1 + frame.dropped()));
        }
        long first = fromStart || ended && seeks == 0 ? 0 : frame.i();
        playing |= ended && playedAt != NEVER;
        boolean exactly = seek != null && seek.seeks(frame.i());
        boolean there = exactly || isAtInstant(frame);
        confirmSeek(exactly, there, repeats, now);
        ended = false;
        boolean back = repeats || there && frame.i() <= furthest;
        if (back) {
            furthest = -1;
        }
        boolean begins = back || framesWereLost;
        if (begins) {
            epoch = epochs.next();
            begunAt = first;
            framesWereLost = false;
        }
        lastRow = frame.i();
        if (!begins) {
            return Step.NEXT;
        }
        return back ? Step.BACK : Step.AFTER_GAP;
    }

    /** Whether a seek to an instant led to this frame or the one before it: to a row that is no later, and the last such one. */
    private boolean isAtInstant(Frame frame) {
        boolean before = mayBeThere;
        mayBeThere = seek != null && isNoLater(frame, seek.argument());
        return mayBeThere ? !playing : before && seeks <= 1;
    }

    /** Which frame is the first behind a seek shows only sometimes. */
    private void confirmSeek(boolean exactly, boolean there, boolean repeats, long now) {
        fromStart = false;
        if (repeats) {
            seeks--;
        }
        // Of several seeks the last one counts, and a frame of one before it comes first.
        if (repeats && seeks <= 0 || isLate(now) || exactly) {
            mayBeginAnewUntil = NEVER;
            forgetSeek();
            seeks = 0;
        } else if (seeks <= 1 && (there || !playing)) {
            forgetSeek();
            seeks = 0;
        }
    }

    private void forgetSeek() {
        seek = null;
        mayBeThere = false;
    }

    private boolean isLate(long now) {
        return mayBeginAnewUntil != NEVER && now - mayBeginAnewUntil >= 0;
    }

    /** Whether a row is at a position that is an instant, or before it. */
    private static boolean isNoLater(Frame frame, String position) {
        if (!position.startsWith("\"")) {
            return false;
        }
        try {
            Instant instant = Instant.parse(position.substring(1, position.length() - 1));
            return !Instant.parse(frame.time()).isAfter(instant);
        } catch (DateTimeException unknown) {
            return false;
        }
    }

    /** The backend has nothing to show: what was asked for that long ago was done before, and what crossed the end did not. */
    void quiet(long now) {
        if (seek == null || !isLate(now)) {
            return;
        }
        forgetSeek();
        seeks = 0;
        mayBeginAnewUntil = NEVER;
        if (ended) {
            playing = false;
            playedAt = NEVER;
        }
    }

    /** Something came that nobody could read, and that may have been a frame. */
    void frameLost() {
        framesWereLost = true;
    }

    /** It may have crossed what was asked for just before: a play behind a seek goes on from there, another one begins at the start. */
    void end(long now) {
        if (playedAt != NEVER && now - playedAt < SEEK_NANOS) {
            mayBeginAnewUntil = playedAt + SEEK_NANOS;
        } else {
            playedAt = NEVER;
        }
        if (mayBeThere && seeks <= 1) {
            forgetSeek();
        }
        playing = seek != null && playedAt != NEVER;
        ended = true;
    }
}
