package dev.braid.core.playback;

import dev.braid.core.access.Caller;
import dev.braid.core.access.Credentials.Proof;
import dev.braid.core.access.Permissions;
import dev.braid.core.run.RunRows;
import dev.braid.core.socket.ClientSockets;
import dev.braid.core.socket.SocketRules;
import dev.braid.core.socket.Wire;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;

/** All playbacks of this process. A few threads tick them all, some more read for them; none waits for a client. */
@Component
@ConditionalOnWebApplication
final class Playbacks extends ClientSockets<PlaybackSocket> {

    private static final Logger LOG = LoggerFactory.getLogger(Playbacks.class);

    /** A tick of a playback takes some 10 µs: two threads are enough for thousands. */
    private static final int TICKING = 2;

    /** Of the 20 connections there are. */
    private static final int READING = 4;

    private final RunRows runs;
    private final SharedRows rows;
    private final Clock clock;
    private final Counter tooSlow;

    private ExecutorService reading = Executors.newFixedThreadPool(READING, daemons("playback-reading"));
    private @Nullable ScheduledExecutorService ticking;

    Playbacks(RunRows runs, SharedRows rows, Environment environment, Clock clock, MeterRegistry meters) {
        super("playback", rules(PlaybackLimits.of(environment)));
        this.runs = runs;
        this.rows = rows;
        this.clock = clock;
        this.tooSlow = Counter.builder("braid.playback.slow")
                .description("Playbacks ended because their client did not read in time")
                .register(meters);
        Gauge.builder("braid.playback.open", open(), Set::size)
                .description("Open playbacks, on sockets and as event streams")
                .register(meters);
    }

    /** As of other sockets, but for their number. */
    private static SocketRules rules(PlaybackLimits limits) {
        return new SocketRules(
                Duration.ofSeconds(5),
                Duration.ofSeconds(15),
                Duration.ofSeconds(5),
                0,
                0,
                limits.most(),
                limits.mostOfUser(),
                limits.most(),
                200);
    }

    @Override
    public void start() {
        super.start();
        reading = Executors.newFixedThreadPool(READING, daemons("playback-reading"));
        ScheduledExecutorService started = Executors.newScheduledThreadPool(TICKING, daemons("playback-ticking"));
        ticking = started;
        for (int share = 0; share < TICKING; share++) {
            tickNext(started, share);
        }
    }

    @Override
    public void stop() {
        super.stop();
        if (ticking != null) {
            ticking.shutdownNow();
        }
        reading.shutdownNow();
    }

    PlaybackSocket open(Wire wire, String runId, Start start, PlaybackSocket.Form form) {
        return add(new PlaybackSocket(wire, this, rules(), clock, runId, start, form));
    }

    synchronized void welcome(PlaybackSocket socket, Proof proof) {
        if (admits(socket, proof)) {
            socket.welcome(proof);
        }
    }

    RunSource source(String runId, Supplier<Caller> caller) {
        return new StoredRows(runId, caller, runs, rows);
    }

    Playback playback(String runId, Supplier<Caller> caller, Screen screen, Start start) {
        return new Playback(
                runId, source(runId, caller), this::read, System::nanoTime, screen, start, SharedRows.BLOCK);
    }

    void tooSlow() {
        tooSlow.increment();
    }

    static boolean mayWatch(Caller caller) {
        return caller.kind() == Caller.Kind.SERVICE || caller.may(Permissions.RUN_READ);
    }

    @Override
    protected boolean serves(Caller caller) {
        return mayWatch(caller);
    }

    @Override
    protected CloseStatus servesNothing() {
        return Ending.MAY_NOT;
    }

    private void read(Runnable question) {
        reading.execute(question);
    }

    /** At the next line of the grid that all playbacks count: never before it, so that each tick finds one line passed. */
    private void tickNext(ScheduledExecutorService on, int share) {
        long now = System.nanoTime();
        long pause = (Playhead.tick(now) + 1) * Playhead.TICK_NANOS - now;
        try {
            on.schedule(
                    () -> {
                        try {
                            tick(share);
                        } finally {
                            tickNext(on, share);
                        }
                    },
                    pause,
                    TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException ending) {
            LOG.debug("no more ticks: this process ends", ending);
        }
    }

    private void tick(int share) {
        for (PlaybackSocket socket : open()) {
            if (socket.number() % TICKING == share) {
                tick(socket);
            }
        }
    }

    private static void tick(PlaybackSocket socket) {
        try {
            socket.tick();
        } catch (RuntimeException | Error failed) {
            // Nobody looks at what a scheduled task throws, and the others are to go on.
            LOG.error("a playback failed", failed);
            socket.close(Ending.FAULT);
        }
    }
}
