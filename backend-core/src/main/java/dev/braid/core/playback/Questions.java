package dev.braid.core.playback;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a playback asks the database, on other threads. Only the latest question counts: what an earlier one brings is dropped. Everything
 * here holds the playback's monitor, but for the reading itself.
 */
final class Questions {

    private static final Logger LOG = LoggerFactory.getLogger(Questions.class);

    private final String runId;
    private final Executor reading;
    private final Object monitor;
    private final Runnable noSuchRun;
    private final Runnable afterwards;
    private long turn;
    private boolean isUnderWay;
    private boolean isOver;

    /**
     * @param noSuchRun what to do when there is no answer, holding the monitor
     * @param afterwards what to do after each answer, not holding it
     */
    Questions(String runId, Executor reading, Object monitor, Runnable noSuchRun, Runnable afterwards) {
        this.runId = runId;
        this.reading = reading;
        this.monitor = monitor;
        this.noSuchRun = noSuchRun;
        this.afterwards = afterwards;
    }

    /** Whether the latest has not been answered yet. */
    boolean isUnderWay() {
        return isUnderWay;
    }

    /** Has another thread read, and then goes on with what it read, unless that is of no use any more. */
    <T> void ask(Supplier<Optional<T>> question, Consumer<T> then, Runnable otherwise) {
        turn++;
        isUnderWay = true;
        long asked = turn;
        try {
            reading.execute(() -> answered(asked, question, then, otherwise));
        } catch (RejectedExecutionException ending) {
            LOG.debug("not read: this process ends", ending);
        }
    }

    /** What was asked is of no use any more. */
    void forget() {
        turn++;
        isUnderWay = false;
    }

    /** Nothing is of use any more. */
    void stop() {
        isOver = true;
    }

    private <T> void answered(long asked, Supplier<Optional<T>> question, Consumer<T> then, Runnable otherwise) {
        synchronized (monitor) {
            if (isOver || asked != turn) {
                return;
            }
        }
        Optional<T> found = Optional.empty();
        boolean failed = false;
        try {
            found = question.get();
        } catch (RuntimeException away) {
            failed = true;
            LOG.warn("run {}: not read: {}", runId, String.valueOf(away.getMessage()));
        } catch (Error fatal) {
            failed = true;
            LOG.error("run {}: not read", runId, fatal);
        }
        synchronized (monitor) {
            if (isOver || asked != turn) {
                return;
            }
            isUnderWay = false;
            if (failed) {
                otherwise.run();
            } else {
                found.ifPresentOrElse(then, noSuchRun);
            }
        }
        afterwards.run();
    }
}
