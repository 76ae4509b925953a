package dev.braid.bff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.Delay;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventualConnectionTest {

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<CompletableFuture<StatefulRedisConnection<String, String>>> attempts =
            new CopyOnWriteArrayList<>();
    private final List<Object> closed = new CopyOnWriteArrayList<>();
    private final EventualConnection<StatefulRedisConnection<String, String>> eventual = new EventualConnection<>(
            this::connect, connected -> {}, Delay.constant(Duration.ofMillis(1)), Duration.ofMillis(50), timer);

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void givesUpAnAttemptThatHangsAndMakesAnother() {
        eventual.open();
        await().until(() -> attempts.size() >= 2);

        StatefulRedisConnection<String, String> late = connection();
        attempts.get(0).complete(late);
        await().until(() -> closed.contains(late));
        assertThat(eventual.current()).isEmpty();

        await().until(() -> {
            attempts.get(attempts.size() - 1).complete(connection());
            return eventual.current().isPresent();
        });
    }

    @Test
    void closesWithoutWaitingForeverForAnAttemptThatHangs() {
        eventual.open();

        assertThat(eventual.close()
                        .orTimeout(10, TimeUnit.SECONDS)
                        .handle((nothing, failure) -> failure)
                        .join())
                .isNull();
        assertThat(attempts).hasSize(1);
    }

    private CompletionStage<StatefulRedisConnection<String, String>> connect() {
        CompletableFuture<StatefulRedisConnection<String, String>> attempt = new CompletableFuture<>();
        attempts.add(attempt);
        return attempt;
    }

    /** Open until it is closed. */
    @SuppressWarnings("unchecked") // the proxy is of that very interface
    private StatefulRedisConnection<String, String> connection() {
        return (StatefulRedisConnection<String, String>) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {StatefulRedisConnection.class},
                (self, method, arguments) -> {
                    switch (method.getName()) {
                        case "isOpen":
                            return !closed.contains(self);
                        case "closeAsync":
                            closed.add(self);
                            return CompletableFuture.completedFuture(null);
                        case "equals":
                            return self == arguments[0];
                        case "hashCode":
                            return System.identityHashCode(self);
                        case "toString":
                            return "connection";
                        default:
                            throw new UnsupportedOperationException(method.getName());
                    }
                });
    }
}
