package dev.braid.flags.store;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import redis.embedded.RedisServer;

/** A real Redis on a port of its own, that can die and come back empty, and clients of it. */
final class TestRedis implements AutoCloseable {

    private final int port;
    private final ClientResources resources = ClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .reconnectDelay(Delay.exponential(Duration.ofMillis(50), Duration.ofMillis(200), 2, TimeUnit.MILLISECONDS))
            .build();
    private final RedisClient client = RedisClient.create(resources);
    private final List<Client> clients = new ArrayList<>();
    private @Nullable RedisServer server;

    private TestRedis(int port) {
        this.port = port;
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled(Duration.ofMillis(900)))
                .publishOnScheduler(true)
                .build());
    }

    static TestRedis down() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return new TestRedis(free.getLocalPort());
        }
    }

    static TestRedis started() throws IOException {
        TestRedis redis = down();
        redis.start();
        return redis;
    }

    void start() throws IOException {
        server = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .setting("appendonly no")
                .build();
        server.start();
    }

    void stop() throws IOException {
        if (server != null) {
            server.stop();
            server = null;
        }
    }

    /** A client as a replica has one, with connections of its own. */
    Client client() {
        Client made = new Client(client, RedisURI.create("127.0.0.1", port));
        clients.add(made);
        return made;
    }

    /** Commands of a bystander. */
    RedisCommands<String, String> commands() {
        return client().connection().orElseThrow().sync();
    }

    @Override
    public void close() throws IOException {
        clients.forEach(Client::close);
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        stop();
    }

    /** Connects when first asked, and again at each question while there is no connection. */
    static final class Client implements FlagRedis {

        private final RedisClient client;
        private final RedisURI uri;
        private final List<Runnable> waiting = new ArrayList<>();
        private @Nullable StatefulRedisConnection<String, String> connection;
        private @Nullable StatefulRedisPubSubConnection<String, String> subscriptions;

        private Client(RedisClient client, RedisURI uri) {
            this.client = client;
            this.uri = uri;
        }

        @Override
        public Optional<RedisReactiveCommands<String, String>> commands() {
            return connection().map(StatefulRedisConnection::reactive);
        }

        synchronized Optional<StatefulRedisConnection<String, String>> connection() {
            try {
                if (connection == null) {
                    connection = client.connect(StringCodec.UTF8, uri);
                }
                if (subscriptions == null) {
                    subscriptions = client.connectPubSub(StringCodec.UTF8, uri);
                    waiting.forEach(Runnable::run);
                }
            } catch (RuntimeException stillDown) {
                return Optional.empty();
            }
            return Optional.of(connection).filter(StatefulRedisConnection::isOpen);
        }

        @Override
        public synchronized Disposable subscribe(String channel, Runnable onSubscribed, Consumer<String> onMessage) {
            waiting.add(() -> listen(channel, onSubscribed, onMessage));
            if (subscriptions != null) {
                listen(channel, onSubscribed, onMessage);
            }
            return () -> {};
        }

        synchronized void loseSubscriptions() {
            if (subscriptions != null) {
                subscriptions.close();
            }
        }

        synchronized void close() {
            if (connection != null) {
                connection.close();
            }
            loseSubscriptions();
        }

        private void listen(String channel, Runnable onSubscribed, Consumer<String> onMessage) {
            StatefulRedisPubSubConnection<String, String> listening = subscriptions;
            if (listening == null) {
                throw new IllegalStateException("no connection to listen on");
            }
            listening.addListener(new RedisPubSubAdapter<String, String>() {
                @Override
                public void subscribed(String subscribed, long count) {
                    onSubscribed.run();
                }

                @Override
                public void message(String from, String message) {
                    onMessage.accept(message);
                }
            });
            listening.sync().subscribe(channel);
        }
    }
}
