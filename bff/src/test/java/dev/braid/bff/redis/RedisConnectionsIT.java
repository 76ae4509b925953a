package dev.braid.bff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.braid.bff.observe.Dependency.State;
import io.lettuce.core.RedisException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;

class RedisConnectionsIT {

    @TempDir
    Path folder;

    private RedisConnections redis = new NoConnections(false);

    @AfterEach
    void close() {
        LocalRedis.close(redis);
    }

    private void connected() {
        await().until(redis::connected);
    }

    private State health() {
        return new RedisHealth(redis).state().block();
    }

    @Test
    void carriesTextAndBytes() {
        try (LocalRedis server = LocalRedis.in(folder)) {
            redis = server.connections(LocalRedis.PATIENCE);
            connected();

            byte[] bytes = {0, -1, 127};
            redis.commands().orElseThrow().set("text", "Größe").block();
            redis.binaryCommands().orElseThrow().set("bytes", bytes).block();

            assertThat(redis.commands().orElseThrow().get("text").block()).isEqualTo("Größe");
            assertThat(redis.binaryCommands().orElseThrow().get("bytes").block())
                    .isEqualTo(bytes);
            assertThat(redis.binaryCommands().orElseThrow().get("text").block())
                    .isEqualTo("Größe".getBytes(StandardCharsets.UTF_8));
            assertThat(health()).isEqualTo(State.UP);
        }
    }

    @Test
    void isThereOnceAServerThatWasAbsentAtTheStartIs() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        redis = LocalRedis.connections("redis://127.0.0.1:" + port, LocalRedis.PATIENCE);
        List<String> messages = new CopyOnWriteArrayList<>();
        AtomicInteger subscriptions = new AtomicInteger();
        redis.subscribe("channel", subscriptions::incrementAndGet, messages::add);

        assertThat(redis.configured()).isTrue();
        assertThat(redis.commands()).isEmpty();
        assertThat(health()).isEqualTo(State.DOWN);

        try (EmbeddedRedis server = EmbeddedRedis.start(folder, port)) {
            connected();
            await().untilAtomic(subscriptions, org.hamcrest.Matchers.is(1));
            redis.commands().orElseThrow().publish("channel", "hello").block();
            await().untilAsserted(() -> assertThat(messages).containsExactly("hello"));
        }
    }

    @Test
    void rejectsWhileTheServerIsAwayAndComesBackWithItsSubscriptions() {
        try (LocalRedis server = LocalRedis.in(folder)) {
            redis = server.connections(LocalRedis.PATIENCE);
            List<String> messages = new CopyOnWriteArrayList<>();
            AtomicInteger subscriptions = new AtomicInteger();
            redis.subscribe("channel", subscriptions::incrementAndGet, messages::add);
            await().untilAtomic(subscriptions, org.hamcrest.Matchers.is(1));
            connected();
            var commands = redis.commands().orElseThrow();
            commands.set("kept", "yes").block();

            server.stop();
            await().until(() -> !redis.connected());
            assertThat(redis.commands()).isEmpty();
            assertThatThrownBy(() -> commands.get("kept").block()).isInstanceOf(RedisException.class);
            assertThat(health()).isEqualTo(State.DOWN);

            server.startAgain();
            connected();
            await().untilAtomic(subscriptions, org.hamcrest.Matchers.is(2));
            assertThat(commands.get("kept").block()).isEqualTo("yes");
            commands.publish("channel", "again").block();
            await().untilAsserted(() -> assertThat(messages).containsExactly("again"));
        }
    }

    @Test
    void subscribesLaterToWhatWasAskedForWhileTheServerWasAway() {
        try (LocalRedis server = LocalRedis.in(folder)) {
            redis = server.connections(LocalRedis.PATIENCE);
            connected();
            server.stop();
            await().until(() -> !redis.connected());

            AtomicInteger subscriptions = new AtomicInteger();
            redis.subscribe("late", subscriptions::incrementAndGet, message -> {});
            server.startAgain();

            await().untilAtomic(subscriptions, org.hamcrest.Matchers.is(1));
        }
    }

    @Test
    void goesOnTellingTheOthersWhenOneListenerFailsAndNobodyWhoLeft() {
        try (LocalRedis server = LocalRedis.in(folder)) {
            redis = server.connections(LocalRedis.PATIENCE);
            connected();
            List<String> messages = new CopyOnWriteArrayList<>();
            List<String> left = new CopyOnWriteArrayList<>();
            AtomicInteger subscriptions = new AtomicInteger();
            redis.subscribe("channel", () -> {}, message -> {
                throw new IllegalStateException("listener: broken");
            });
            Disposable leaving = redis.subscribe("channel", () -> {}, left::add);
            redis.subscribe("channel", subscriptions::incrementAndGet, messages::add);
            await().until(() -> subscriptions.get() > 0);

            leaving.dispose();
            redis.commands().orElseThrow().publish("channel", "one").block();
            redis.commands().orElseThrow().publish("channel", "two").block();

            await().untilAsserted(() -> assertThat(messages).containsExactly("one", "two"));
            assertThat(left).isEmpty();
        }
    }

    @Test
    void endsACommandThatIsNotAnswered() {
        try (LocalRedis server = LocalRedis.in(folder)) {
            redis = server.connections(Duration.ofMillis(100));
            connected();
            server.hang();

            assertThat(redis.connected()).isTrue();
            assertThatThrownBy(() -> redis.commands().orElseThrow().get("key").block(Duration.ofSeconds(30)))
                    .isInstanceOf(RedisException.class);
            assertThat(health()).isEqualTo(State.DOWN);

            server.goOn();
            await().until(() -> health() == State.UP);
        }
    }

    @Test
    void isNotHeldUpByAServerThatNeverAnswers() {
        try (HangingServer server = new HangingServer()) {
            redis = LocalRedis.connections(server.url(), Duration.ofMillis(100));

            assertThat(redis.commands()).isEmpty();
            assertThat(health()).isEqualTo(State.DOWN);
        }
    }
}
