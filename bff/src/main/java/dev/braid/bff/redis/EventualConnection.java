package dev.braid.bff.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that is tried for until it is there for the first time; from then on Lettuce itself brings it back. An attempt that
 * does not end is given up, and another one made.
 *
 * <p>Lettuce reconnects only what was connected once, and its blocking {@code connect} would make a start wait for Redis.
 */
final class EventualConnection<C extends StatefulConnection<?, ?>> {

    private static final Logger log = LoggerFactory.getLogger(EventualConnection.class);

    private final Supplier<? extends CompletionStage<C>> connect;
    private final Consumer<C> onFirstConnected;
    private final Delay delay;
    private final Duration longestAttempt;
    private final ScheduledExecutorService timer;
    private volatile @Nullable C connection;
    private volatile CompletableFuture<?> lastAttempt = CompletableFuture.completedFuture(null);
    private volatile boolean closed;

    EventualConnection(
            Supplier<? extends CompletionStage<C>> connect,
            Consumer<C> onFirstConnected,
            Delay delay,
            Duration longestAttempt,
            ScheduledExecutorService timer) {
        this.connect = connect;
        this.onFirstConnected = onFirstConnected;
        this.delay = delay;
        this.longestAttempt = longestAttempt;
        this.timer = timer;
    }

    void open() {
        attempt(1);
    }

    Optional<C> current() {
        C present = connection;
        return present != null && present.isOpen() ? Optional.of(present) : Optional.empty();
    }

    /** Done once an attempt under way has ended too: a client that is shut down under it loses its buffers. */
    synchronized CompletableFuture<Void> close() {
        closed = true;
        return lastAttempt.handle((nothing, failure) -> connection).thenCompose(EventualConnection::close);
    }

    private static CompletableFuture<Void> close(@Nullable StatefulConnection<?, ?> connection) {
        return connection == null ? CompletableFuture.completedFuture(null) : connection.closeAsync();
    }

    private synchronized void attempt(long number) {
        if (closed) {
            return;
        }
        CompletableFuture<C> attempt = CompletableFuture.completedFuture(null).thenCompose(nothing -> connect.get());
        lastAttempt = attempt.copy()
                .orTimeout(longestAttempt.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((connected, failure) -> {
                    if (failure == null) {
                        accept(connected);
                        return;
                    }
                    // What comes in the end of an attempt that was given up belongs to nobody.
                    attempt.thenAccept(StatefulConnection::closeAsync);
                    retry(number, failure);
                });
    }

    private void accept(C connected) {
        connection = connected;
        if (!closed) {
            onFirstConnected.accept(connected);
        }
    }

    private void retry(long number, Throwable failure) {
        if (closed || timer.isShutdown()) {
            return;
        }
        if (number == 1) {
            log.warn(
                    "Redis cannot be reached yet, going on without it: {}",
                    rootCause(failure).toString());
        }
        Duration pause = delay.createDelay(number);
        timer.schedule(() -> attempt(number + 1), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Throwable rootCause(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure : rootCause(cause);
    }
}
