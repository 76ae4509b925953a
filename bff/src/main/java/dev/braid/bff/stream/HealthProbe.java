package dev.braid.bff.stream;

import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * Ends the waits of sessions early when the backend is back: asks once a second, for all sessions together, and only while any waits. A
 * session is woken only after the backend was seen to be away, so that one that can be asked but not connected to is not
 * stormed; but for a while after its return each time, since it may be asked before all of it is there. Safe for use by many threads.
 */
final class HealthProbe {

    private static final long PERIOD_MILLIS = 1000;

    /** Between sessions on average: 200 come back in a second. */
    private static final long SPREAD_MILLIS = 5;

    /** How long after its return a backend may refuse what it takes later. */
    private static final long ARRIVAL_NANOS = TimeUnit.SECONDS.toNanos(15);

    private static final long NEVER = Long.MIN_VALUE;

    private final Backend backend;
    private final EventExecutor scheduler;
    private final DoubleSupplier random;
    private final Set<Wait> waits = new LinkedHashSet<>();
    private boolean asking;
    private boolean away;
    private long returned = NEVER;

    /** How to ask. */
    interface Backend {

        /** Says within a second, once and on any thread, whether it answered. */
        void ask(Consumer<Boolean> healthy);
    }

    /** @param random numbers from 0 to 1 */
    HealthProbe(Backend backend, EventExecutor scheduler, DoubleSupplier random) {
        this.backend = backend;
        this.scheduler = scheduler;
        this.random = random;
    }

    /** One session that waits. */
    final class Wait {

        private final EventExecutor loop;
        private final Runnable wake;
        private boolean seenAway;

        private Wait(EventExecutor loop, Runnable wake, boolean seenAway) {
            this.loop = loop;
            this.wake = wake;
            this.seenAway = seenAway;
        }

        void cancel() {
            synchronized (HealthProbe.this) {
                waits.remove(this);
            }
        }
    }

    /**
     * @param seenAway whether it has just been found to be away
     * @param wake run on the loop, at most once, and perhaps still once after it was cancelled
     */
    Wait await(EventExecutor loop, boolean seenAway, Runnable wake) {
        Wait wait = new Wait(loop, wake, seenAway);
        synchronized (this) {
            waits.add(wait);
            if (!asking) {
                asking = true;
                scheduler.execute(this::ask);
            }
        }
        return wait;
    }

    private void ask() {
        synchronized (this) {
            if (waits.isEmpty()) {
                asking = false;
                return;
            }
        }
        // First, so that a question that fails is not the last.
        scheduler.schedule(this::ask, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        backend.ask(this::heard);
    }

    private void heard(boolean healthy) {
        List<Wait> woken = new ArrayList<>();
        synchronized (this) {
            away |= !healthy;
            if (!healthy) {
                waits.forEach(wait -> wait.seenAway = true);
                return;
            }
            long now = scheduler.ticker().nanoTime();
            if (away) {
                away = false;
                returned = now;
            }
            boolean arriving = returned != NEVER && now - returned < ARRIVAL_NANOS;
            waits.stream().filter(wait -> wait.seenAway || arriving).forEach(woken::add);
            woken.forEach(waits::remove);
        }
        long spread = woken.size() * SPREAD_MILLIS;
        for (Wait wait : woken) {
            long delay = (long) (spread * random.getAsDouble());
            try {
                wait.loop.schedule(wait.wake, delay, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException ending) {
                // Nobody is left there to be woken.
            }
        }
    }
}
