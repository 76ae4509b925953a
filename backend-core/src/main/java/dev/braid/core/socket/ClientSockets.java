package dev.braid.core.socket;

import dev.braid.contracts.ErrorCode;
import dev.braid.core.access.Caller;
import dev.braid.core.access.Credentials.Proof;
import dev.braid.core.web.ApiException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
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
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.SmartLifecycle;
import org.springframework.web.socket.CloseStatus;

/**
 * All sockets of one kind of this process. Checks them, has a place for so many of each user, and ends them before the service stops to
 * take requests, so that clients come back elsewhere.
 */
public abstract class ClientSockets<S extends ClientSocket> implements SmartLifecycle, SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger(ClientSockets.class);

    private static final Duration CHECKED_EVERY = Duration.ofMillis(200);

    /** A close frame is sent within milliseconds, or, to who reads nothing, given up after 50 of them. */
    private static final int CLOSING_AT_ONCE = 4;

    private static final Duration LONGEST_DRAIN = Duration.ofMillis(500);

    private final Set<S> open = ConcurrentHashMap.newKeySet();
    private final String name;
    private final SocketRules rules;

    private ExecutorService closing;
    private @Nullable ScheduledExecutorService checking;
    private volatile boolean running;
    private volatile boolean draining;

    /** @param name of its threads */
    protected ClientSockets(String name, SocketRules rules) {
        this.name = name;
        this.rules = rules;
        this.closing = executor();
    }

    /** Whether there is anything that a caller could be told. */
    protected abstract boolean serves(Caller caller);

    /** What a caller whom nothing could be told is told. */
    protected abstract CloseStatus servesNothing();

    /** Before the web server, which is started earlier than what is to be stopped before it: whoever comes back first would be refused. */
    @Override
    public final void afterSingletonsInstantiated() {
        start();
    }

    @Override
    public void start() {
        closing = executor();
        ScheduledExecutorService started = Executors.newScheduledThreadPool(2, daemons(name));
        checkEvery(started, CHECKED_EVERY, ClientSocket::check);
        checkEvery(started, rules.standingEvery(), ClientSocket::checkStanding);
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
     * @throws ApiException if there is no place for one
     */
    public synchronized void requirePlace(Optional<Caller> caller) {
        boolean crowded = open.size() >= rules.most() || caller.isEmpty() && unproven() >= rules.mostUnproven();
        if (!running || crowded) {
            throw busy();
        }
        if (caller.isPresent() && isFull(caller.get())) {
            int most = rules.mostOf(caller.get());
            throw ApiException.retryAfter(
                    Closing.COME_BACK_AFTER,
                    ErrorCode.RATE_LIMITED,
                    "sockets: %d (expected: fewer than %d of one user)".formatted(most, most));
        }
    }

    protected static ApiException busy() {
        return ApiException.retryAfter(Closing.COME_BACK_AFTER, ErrorCode.BUSY, "sockets: none to be had for now");
    }

    /** Checked from here on, until it ends. */
    protected final S add(S socket) {
        open.add(socket);
        if (draining) {
            socket.close(Closing.DRAINING);
        }
        return socket;
    }

    protected final SocketRules rules() {
        return rules;
    }

    protected final Set<S> open() {
        return open;
    }

    /** Whether the socket may go on as this; otherwise it is being closed. To be called by one thread at a time. */
    protected final boolean admits(S socket, Proof proof) {
        Optional<CloseStatus> refusal = refusal(socket, proof.caller());
        refusal.ifPresent(socket::close);
        return refusal.isEmpty();
    }

    protected static ThreadFactory daemons(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    void ended(ClientSocket socket) {
        open.remove(socket);
    }

    void close(Wire wire, CloseStatus why) {
        if (closing.isShutdown()) {
            return;
        }
        closing.execute(() -> {
            try {
                wire.close(why);
            } catch (IOException | IllegalStateException gone) {
                LOG.debug("a socket was gone before it was closed", gone);
            }
        });
    }

    private Optional<CloseStatus> refusal(S socket, Caller caller) {
        if (!serves(caller)) {
            return Optional.of(servesNothing());
        }
        // Several may have asked for the last place before one of them took it.
        if (open.size() > rules.most() && socket.proof() == null) {
            return Optional.of(Closing.FULL);
        }
        return isFull(caller) && !socket.isOf(caller) ? Optional.of(Closing.TOO_MANY) : Optional.empty();
    }

    private long unproven() {
        return open.stream().filter(socket -> socket.proof() == null).count();
    }

    private boolean isFull(Caller caller) {
        return open.stream().filter(socket -> socket.isOf(caller)).count() >= rules.mostOf(caller);
    }

    private void checkEvery(ScheduledExecutorService on, Duration period, Consumer<ClientSocket> check) {
        on.scheduleWithFixedDelay(() -> checkAll(check), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** When the database is away nobody can say who still stands: asked again the next time. */
    private void checkAll(Consumer<ClientSocket> check) {
        try {
            open.forEach(check);
        } catch (RuntimeException failed) {
            LOG.warn("sockets: not checked", failed);
        }
    }

    private ExecutorService executor() {
        return Executors.newFixedThreadPool(CLOSING_AT_ONCE, daemons(name + "-closing"));
    }
}
