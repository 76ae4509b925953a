package dev.braid.core.changes;

import dev.braid.contracts.ErrorCode;
import dev.braid.core.access.Caller;
import dev.braid.core.access.Caller.Kind;
import dev.braid.core.access.Credentials.Proof;
import dev.braid.core.access.Permissions;
import dev.braid.core.web.ApiException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;

/**
 * All sockets of this process. Telling them waits for none of them. Whoever is welcomed is told what comes after, all of it; ends before
 * the service stops to take requests, so that clients come back elsewhere.
 */
@Component
@ConditionalOnWebApplication
final class ChangeSockets implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeSockets.class);

    /** Without one of these there is nothing to hear. */
    static final List<String> HEARING =
            List.of(Permissions.TASK_READ, Permissions.RUN_READ, Permissions.SPRINT_READ, Permissions.PORTFOLIO_READ);

    private static final Duration CHECKED_EVERY = Duration.ofMillis(200);

    /** A close frame is sent within milliseconds, or, to who reads nothing, given up after 50 of them. */
    private static final int CLOSING_AT_ONCE = 4;

    private static final Duration LONGEST_DRAIN = Duration.ofMillis(500);

    private final Set<ChangeSocket> open = ConcurrentHashMap.newKeySet();
    private final SocketRules rules;
    private final Clock clock;
    private final Counter delivered;
    private final Counter tooSlow;

    private ExecutorService closing = executor();
    private @Nullable ScheduledExecutorService checking;
    private OptionalLong told = OptionalLong.empty();
    private volatile boolean running;
    private volatile boolean draining;

    ChangeSockets(SocketRules rules, Clock clock, MeterRegistry meters) {
        this.rules = rules;
        this.clock = clock;
        this.delivered = Counter.builder("braid.changes.delivered")
                .description("Events given to sockets, each once for each socket")
                .register(meters);
        this.tooSlow = Counter.builder("braid.changes.slow")
                .description("Sockets closed because their client did not read in time")
                .register(meters);
        Gauge.builder("braid.changes.sockets", open, Set::size)
                .description("Open sockets, also of who has not proven anything yet")
                .register(meters);
    }

    @Override
    public void start() {
        closing = executor();
        ScheduledExecutorService started = Executors.newScheduledThreadPool(2, named("change-sockets"));
        checkEvery(started, CHECKED_EVERY, ChangeSocket::check);
        checkEvery(started, rules.standingEvery(), ChangeSocket::checkStanding);
        checking = started;
        draining = false;
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        draining = true;
        if (checking != null) {
            checking.shutdownNow();
        }
        open.forEach(socket -> socket.close(Closing.DRAINING));
        closing.shutdown();
        try {
            if (!closing.awaitTermination(LONGEST_DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.info("some sockets are cut: their clients read nothing");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /**
     * @param caller empty: has yet to say who they are. Such sockets take no place of those whose callers are known.
     * @throws ApiException if there is no place for one, or nobody would be told anything for now
     */
    synchronized void requirePlace(Optional<Caller> caller) {
        boolean crowded = caller.isEmpty() && unproven() >= rules.mostUnproven();
        if (!running || told.isEmpty() || crowded) {
            throw ApiException.retryAfter(Closing.COME_BACK_AFTER, ErrorCode.BUSY, "sockets: none to be had for now");
        }
        if (caller.isPresent() && isFull(caller.get())) {
            throw ApiException.retryAfter(
                    Closing.COME_BACK_AFTER,
                    ErrorCode.RATE_LIMITED,
                    "sockets: %d (expected: fewer than %d of one user)"
                            .formatted(rules.mostOfOne(), rules.mostOfOne()));
        }
    }

    /** Whether there is anything that a caller could be told. */
    static boolean hears(Caller caller) {
        return caller.kind() == Kind.SERVICE || HEARING.stream().anyMatch(caller::may);
    }

    ChangeSocket open(Session remote) {
        ChangeSocket socket = new ChangeSocket(remote, this, rules, clock);
        open.add(socket);
        if (draining) {
            socket.close(Closing.DRAINING);
        }
        return socket;
    }

    /** From here on the socket is told what this caller may hear, if it is let in. */
    synchronized void welcome(ChangeSocket socket, Proof proof) {
        Optional<CloseStatus> refusal = refusal(socket, proof.caller());
        if (refusal.isPresent()) {
            socket.close(refusal.get());
            return;
        }
        socket.welcome(proof, told.orElse(0));
    }

    synchronized void tell(List<NumberedChange> changes) {
        changes.forEach(this::tell);
    }

    /** What comes next follows this number; who is connected has missed what came before. */
    synchronized void resumeAt(long seq) {
        told = OptionalLong.of(seq);
        open.forEach(socket -> socket.close(Closing.MISSED));
    }

    void ended(ChangeSocket socket) {
        open.remove(socket);
    }

    void tooSlow() {
        tooSlow.increment();
    }

    void close(Session remote, CloseStatus why) {
        if (closing.isShutdown()) {
            return;
        }
        closing.execute(() -> {
            try {
                remote.close(new CloseReason(CloseCodes.getCloseCode(why.getCode()), why.getReason()));
            } catch (IOException | IllegalStateException gone) {
                LOG.debug("a socket was gone before it was closed", gone);
            }
        });
    }

    private void tell(NumberedChange change) {
        Frame frame = Frame.of(change);
        delivered.increment(
                open.stream().filter(socket -> socket.tell(change, frame)).count());
        told = OptionalLong.of(change.seq());
    }

    private Optional<CloseStatus> refusal(ChangeSocket socket, Caller caller) {
        if (!hears(caller)) {
            return Optional.of(Closing.HEARS_NOTHING);
        }
        return isFull(caller) && !socket.isOf(caller) ? Optional.of(Closing.TOO_MANY) : Optional.empty();
    }

    private long unproven() {
        return open.stream().filter(socket -> socket.proof() == null).count();
    }

    private boolean isFull(Caller caller) {
        return open.stream().filter(socket -> socket.isOf(caller)).count() >= rules.mostOfOne();
    }

    private void checkEvery(ScheduledExecutorService on, Duration period, Consumer<ChangeSocket> check) {
        on.scheduleWithFixedDelay(() -> checkAll(check), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** When the database is away nobody can say who still stands: asked again the next time. */
    private void checkAll(Consumer<ChangeSocket> check) {
        try {
            open.forEach(check);
        } catch (RuntimeException failed) {
            LOG.warn("sockets: not checked", failed);
        }
    }

    private static ExecutorService executor() {
        return Executors.newFixedThreadPool(CLOSING_AT_ONCE, named("change-sockets-closing"));
    }

    private static ThreadFactory named(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
