package dev.braid.core.playback;

import dev.braid.contracts.ErrorCode;
import dev.braid.contracts.RunStatus;
import dev.braid.core.playback.Control.Misunderstood;
import dev.braid.core.playback.Control.SeekInstant;
import dev.braid.core.playback.Control.SeekRow;
import dev.braid.core.playback.Control.Speed;
import dev.braid.core.playback.RunSource.Reading;
import dev.braid.core.run.RunRows.Standing;
import dev.braid.core.web.JsonFields;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

/**
 * One client's playback of one run: applies what the client says, in its order, and at each tick shows what is due. Rows are read ahead in
 * parts by other threads; nothing else here waits for anything. Safe for use by many threads.
 */
final class Playback {

    /*
     * A part is read when the one before is begun, so that at most two are held, some 250 KB, or at a high speed some more. One reading is under way at
     * a time; a seek makes what an earlier one brings worthless, which its turn tells. While a run is not done its standing
     * is read four times a second, by a playback that plays: the speed follows the rows that there are, and the end is not
     * missed. An idle or paused one reads nothing.
     */

    /** The contract's. */
    static final Duration HEARTBEAT = Duration.ofSeconds(5);

    static final Duration LOOK = Duration.ofMillis(250);

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);

    /** What a client says before it was answered. */
    private static final int MOST_WAITING = 100;

    private final String runId;
    private final RunSource source;
    private final LongSupplier nanoTime;
    private final Screen screen;
    private final Start start;

    private final Playhead head;
    private final Outbox outbox = new Outbox();
    private final RowsAhead ahead;
    private final Questions questions;
    private final Queue<Control> waiting = new ArrayDeque<>();

    private @Nullable Standing run;
    private @Nullable Frame lastShown;
    private boolean isAnswering;
    private boolean isOver;
    private boolean hasBegun;
    private long lookedAt;
    private long beatAt;
    private @Nullable CloseStatus leaving;

    Playback(
            String runId,
            RunSource source,
            Executor reading,
            LongSupplier nanoTime,
            Screen screen,
            Start start,
            int part) {
        this.runId = runId;
        this.source = source;
        this.nanoTime = nanoTime;
        this.screen = screen;
        this.start = start;
        this.head = new Playhead(start.row());
        this.ahead = new RowsAhead(part);
        this.questions = new Questions(runId, reading, this, this::noSuchRun, this::flush);
    }

    /** Looks whether there is such a run, and begins. What is said in the meantime waits. */
    void open() {
        synchronized (this) {
            beatAt = nanoTime.getAsLong();
            isAnswering = true;
            questions.ask(source::standing, this::opened, this::notOpened);
        }
        flush();
    }

    void said(Control control) {
        synchronized (this) {
            if (isOver || leaving != null) {
                return;
            }
            waiting.add(control);
            if (waiting.size() > MOST_WAITING) {
                leave(Ending.TOO_MANY_MESSAGES);
            }
            answer();
        }
        flush();
    }

    /** Shows what is due. */
    void tick() {
        synchronized (this) {
            if (isOver) {
                return;
            }
            long now = nanoTime.getAsLong();
            beat(now);
            Standing known = run;
            // Until a seek is answered nobody knows where it goes on.
            if (known != null && head.isPlaying() && !isAnswering) {
                goOn(known, now);
                readAhead(now);
            }
        }
        flush();
    }

    /** What the client is to be sent next; null: nothing for now. */
    synchronized Outbox.@Nullable Item poll() {
        return outbox.poll();
    }

    synchronized void stop() {
        isOver = true;
        questions.stop();
        waiting.clear();
        outbox.clear();
        ahead.clear();
    }

    private void beat(long now) {
        if (!start.playing() && now - beatAt >= HEARTBEAT.toNanos()) {
            beatAt += HEARTBEAT.toNanos() * ((now - beatAt) / HEARTBEAT.toNanos());
            outbox.beat();
        }
    }

    // What the client says

    private void answer() {
        while (!isAnswering && !isOver && leaving == null && !waiting.isEmpty()) {
            answer(waiting.remove());
        }
    }

    private void answer(Control control) {
        long now = nanoTime.getAsLong();
        if (control instanceof Control.Play) {
            play(now);
        } else if (control instanceof Control.Pause) {
            head.pause();
        } else if (control instanceof Speed speed) {
            head.speed(speed.speed());
        } else if (control instanceof SeekRow seek) {
            isAnswering = true;
            questions.ask(() -> Sought.row(source, seek.row(), ahead.part()), this::sought, this::notSought);
        } else if (control instanceof SeekInstant seek) {
            isAnswering = true;
            questions.ask(() -> Sought.instant(source, seek.instant(), ahead.part()), this::sought, this::notSought);
        } else if (control instanceof Misunderstood message) {
            outbox.say(message.answer());
        }
    }

    private void play(long now) {
        if (head.state() == Playhead.State.ENDED) {
            ahead.clear();
            questions.forget();
        }
        if (!head.isPlaying()) {
            hasBegun = false;
        }
        head.play(now);
        readAhead(now);
    }

    // Seeking

    private void sought(Sought sought) {
        isAnswering = false;
        long now = nanoTime.getAsLong();
        sought.found().ifPresentOrElse(found -> goTo(sought.row(), found, now), () -> {
            learn(sought.run(), now);
            outbox.say(sought.refusal());
        });
        answer();
    }

    private void goTo(int row, Reading found, long now) {
        learn(found.run(), now);
        ahead.clear();
        ahead.add(found.rows());
        head.seek(row, now);
        show(found.rows().frame(row, row + 1));
    }

    private void notSought() {
        isAnswering = false;
        outbox.say(Words.error(ErrorCode.BUSY, "seek: the database does not answer (expected: try again)", null));
        answer();
    }

    // Beginning

    private void opened(Standing found) {
        isAnswering = false;
        long now = nanoTime.getAsLong();
        learn(found, now);
        if (found.status() == RunStatus.DONE && start.row() > found.rows()) {
            outbox.say(Words.error(
                    ErrorCode.RANGE,
                    "from_i: %d (expected: 0 to %d)".formatted(start.row(), found.rows()),
                    Words.limits(0, found.rows())));
            leave(Ending.BEYOND);
            return;
        }
        start.speed().ifPresent(head::speed);
        if (start.playing()) {
            play(now);
        }
        answer();
    }

    private void notOpened() {
        outbox.say(Words.error(ErrorCode.BUSY, "run: the database does not answer (expected: come back)", null));
        leave(Ending.AWAY);
    }

    // Going on

    private void goOn(Standing known, long now) {
        if (isEnded(known) && known.status() != RunStatus.DONE) {
            ahead.clear();
            finish(known);
            return;
        }
        int next = head.next();
        ahead.dropPlayed(next);
        int available = readTo() - next;
        if (available <= 0) {
            waitForRows(known, now);
            return;
        }
        hasBegun = true;
        int step = ahead.inOneFrame(next, Math.min(head.due(now, Math.max(known.rows(), readTo())), available));
        if (step > 0) {
            head.advance(step);
            show(ahead.frame(next, next + step));
        }
        if (head.next() >= known.rows() && known.status() == RunStatus.DONE) {
            finish(known);
        }
    }

    /** What is owed meanwhile is made up for, unless nobody has made these rows yet, or the first ones are still being read. */
    private void waitForRows(Standing known, long now) {
        boolean isPlayed = head.next() >= known.rows();
        if (isPlayed && isEnded(known)) {
            finish(known);
        } else if (isPlayed || !hasBegun) {
            head.hold(now);
        }
    }

    private void finish(Standing known) {
        if (known.status() == RunStatus.DONE) {
            end(known.rows() - 1, known.last());
        } else {
            Frame last = lastShown;
            int row = last == null ? Playhead.BEFORE_THE_FIRST : last.i();
            outbox.end(
                    Words.error(
                            ErrorCode.CONFLICT,
                            "run %s: %s (expected: DONE)".formatted(known.runId(), known.status()),
                            Map.of("status", known.status().name())),
                    row);
            end(row, last == null ? null : Instant.ofEpochMilli(last.millis()));
        }
        head.end();
        if (start.playing()) {
            leave(Ending.AT_THE_END);
        }
    }

    private void end(int row, @Nullable Instant at) {
        outbox.end(Words.end(row, at), row);
    }

    private void show(Frame frame) {
        lastShown = frame;
        outbox.show(frame);
    }

    // Reading

    /** The row after the last that was read. */
    private int readTo() {
        return ahead.end(head.next());
    }

    private void readAhead(long now) {
        Standing known = run;
        if (questions.isUnderWay() || known == null || !head.isPlaying()) {
            return;
        }
        int from = readTo();
        boolean hasRoom = ahead.hasRoom(head.rowsATick(Math.max(known.rows(), from)));
        boolean isOld = now - lookedAt >= LOOK.toNanos();
        if (hasRoom && from < known.rows() && now >= lookedAt || isOld && !isEnded(known)) {
            questions.ask(() -> source.read(from, hasRoom ? ahead.part() : 0), this::arrived, this::notArrived);
        }
    }

    private void arrived(Reading found) {
        long now = nanoTime.getAsLong();
        learn(found.run(), now);
        if (found.rows().end() > readTo()) {
            ahead.add(found.rows());
            readAhead(now);
        }
    }

    /** Tries again in a while; what was read before is played meanwhile. */
    private void notArrived() {
        lookedAt = nanoTime.getAsLong() + PAUSE_AFTER_FAILURE.toNanos();
    }

    private void learn(Standing known, long now) {
        run = known;
        lookedAt = now;
    }

    private void noSuchRun() {
        outbox.say(Words.error(
                ErrorCode.RUN_NOT_FOUND, "run " + JsonFields.shown(runId) + " (expected: an existing run id)", null));
        leave(Ending.NO_SUCH_RUN);
    }

    private static boolean isEnded(Standing run) {
        return run.status() != RunStatus.QUEUED && run.status() != RunStatus.RUNNING;
    }

    // Leaving

    private void leave(CloseStatus why) {
        head.pause();
        if (leaving == null) {
            leaving = why;
        }
    }

    /** Not holding the monitor: whoever sends asks for what is next while holding its own. What is full was offered first. */
    private void flush() {
        boolean isWaiting;
        CloseStatus why;
        synchronized (this) {
            isWaiting = !outbox.isEmpty();
            why = leaving;
        }
        if (isWaiting) {
            screen.ready();
        }
        if (isFull()) {
            screen.tooSlow();
            return;
        }
        if (why != null) {
            screen.closeAfterwards(why);
        }
    }

    private synchronized boolean isFull() {
        return outbox.isFull();
    }
}
