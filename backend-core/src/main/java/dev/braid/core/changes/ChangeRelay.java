package dev.braid.core.changes;

import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Numbers what was committed and tells it to this process's listeners and sockets, in order and at least once. Of several processes any
 * one numbers, each tells its own. While the database is away nothing is told; afterwards all that was said meanwhile, or, where that is no
 * longer kept, that something was missed.
 *
 * <p>One thread with a connection of its own, which hears of commits; it also looks by itself, because a notification can be lost.
 */
@Component
@ConditionalOnWebApplication
final class ChangeRelay implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeRelay.class);

    /** How late a change is told whose notification was lost. */
    private static final Duration LOOK = Duration.ofMillis(500);

    /** How long the end of the process waits for the thread to notice. */
    private static final Duration LISTEN = Duration.ofMillis(50);

    /** A statement of milliseconds, some 200 KB of memory. */
    private static final int BATCH = 500;

    /** Many times longer than a relay is away that finds its place again; caches of bff keep nothing without a word for so long. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    private static final Duration CLEANED_EVERY = Duration.ofMinutes(1);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(1);
    private static final long UNKNOWN = -1;

    private final DataSource dataSource;
    private final Changes changes;
    private final ChangeSockets sockets;
    private final ObjectProvider<ChangeListener> listeners;
    private final Clock clock;
    private final Timer lag;

    private volatile CountDownLatch stopped = new CountDownLatch(0);
    private volatile long lookedAt = System.nanoTime();
    private @Nullable Thread thread;
    private long told = UNKNOWN;
    private long cleanedAt = System.nanoTime();

    ChangeRelay(
            DataSource dataSource,
            Changes changes,
            ChangeSockets sockets,
            ObjectProvider<ChangeListener> listeners,
            Clock clock,
            MeterRegistry meters) {
        this.dataSource = dataSource;
        this.changes = changes;
        this.sockets = sockets;
        this.listeners = listeners;
        this.clock = clock;
        this.lag = Timer.builder("braid.changes.told")
                .description("Changes told to listeners and sockets of this process; the time since each was made")
                .register(meters);
        Gauge.builder("braid.changes.unheard", this, ChangeRelay::secondsUnheard)
                .baseUnit("seconds")
                .description("Time since this process last looked for changes; grows while the database is away")
                .register(meters);
    }

    @Override
    public void start() {
        stopped = new CountDownLatch(1);
        Thread started = new Thread(this::relay, "change-relay");
        started.setDaemon(true);
        started.start();
        thread = started;
    }

    @Override
    public void stop() {
        stopped.countDown();
        Thread running = thread;
        if (running == null) {
            return;
        }
        try {
            running.join(LONGEST_STOP.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return stopped.getCount() > 0;
    }

    /** Before the first request, and until after the last. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1;
    }

    private void relay() {
        CurrentCaller.runAs(Caller.SYSTEM, () -> {
            Duration pause = FIRST_PAUSE;
            while (isRunning()) {
                long before = lookedAt;
                try (Outbox outbox = Outbox.on(dataSource)) {
                    follow(outbox);
                } catch (SQLException | DataAccessException lost) {
                    pause = lookedAt == before ? longer(pause) : FIRST_PAUSE;
                    LOG.warn(
                            "changes: not heard of, trying again in {} ms: {}",
                            pause.toMillis(),
                            NestedExceptionUtils.getMostSpecificCause(lost).getMessage());
                    waitFor(pause);
                } catch (RuntimeException fault) {
                    LOG.error("changes: not told, trying again in {} ms", LONGEST_PAUSE.toMillis(), fault);
                    waitFor(LONGEST_PAUSE);
                }
            }
        });
    }

    private void follow(Outbox outbox) throws SQLException {
        while (isRunning()) {
            boolean more = look(outbox);
            lookedAt = System.nanoTime();
            if (!more) {
                clean(outbox);
                listen(outbox);
            }
        }
    }

    /** Whether there may be more to tell. */
    private boolean look(Outbox outbox) {
        Outbox.State state = outbox.state();
        if (told == UNKNOWN || told > state.last()) {
            resumeAt(state.last());
        }
        int numbered = state.unnumbered() ? outbox.number(BATCH) : 0;
        if (numbered == 0 && state.last() == told) {
            return false;
        }
        List<NumberedChange> next = outbox.after(told, BATCH);
        long missedUpTo = next.isEmpty() ? state.last() : next.get(0).seq() - 1;
        if (missedUpTo > told) {
            resumeAt(missedUpTo);
        }
        tell(next);
        return numbered == BATCH || next.size() == BATCH;
    }

    /** Goes on after this number, without what came before. */
    private void resumeAt(long seq) {
        if (told != UNKNOWN) {
            LOG.warn("changes: some after {} and up to {} were missed", told, seq);
            eachListener(ChangeListener::forgetEverything);
        }
        sockets.resumeAt(seq);
        told = seq;
    }

    /** Listeners first: whoever is told and asks again is not given what was forgotten. */
    private void tell(List<NumberedChange> next) {
        if (next.isEmpty()) {
            return;
        }
        Set<String> tags = next.stream()
                .filter(change -> !changes.said(change.publisher()))
                .flatMap(change -> change.tags().stream())
                .collect(Collectors.toSet());
        if (!tags.isEmpty()) {
            eachListener(listener -> listener.forget(tags));
        }
        sockets.tell(next);
        told = next.get(next.size() - 1).seq();
        next.forEach(change -> lag.record(Duration.between(change.at(), clock.instant())));
    }

    private void eachListener(Consumer<ChangeListener> word) {
        listeners.forEach(listener -> {
            try {
                word.accept(listener);
            } catch (RuntimeException broken) {
                LOG.error("changes: {} failed", listener.getClass().getName(), broken);
            }
        });
    }

    private void clean(Outbox outbox) {
        if (System.nanoTime() - cleanedAt >= CLEANED_EVERY.toNanos()) {
            outbox.removeOlderThan(KEPT);
            cleanedAt = System.nanoTime();
        }
    }

    private void listen(Outbox outbox) throws SQLException {
        long until = System.nanoTime() + LOOK.toNanos();
        while (isRunning() && System.nanoTime() < until) {
            if (outbox.heard(LISTEN)) {
                return;
            }
        }
    }

    private void waitFor(Duration pause) {
        try {
            if (stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("stopped while waiting for the database");
            }
        } catch (InterruptedException interrupted) {
            stopped.countDown();
        }
    }

    private double secondsUnheard() {
        return Duration.ofNanos(System.nanoTime() - lookedAt).toMillis() / 1000.0;
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }
}
