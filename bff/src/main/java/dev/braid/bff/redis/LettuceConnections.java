package dev.braid.bff.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.TimeoutOptions.TimeoutSource;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import reactor.core.Disposable;

/**
 * Redis through one Lettuce client with three connections: small values, big values, subscriptions.
 *
 * <p>Made without waiting for any of them. While a connection is down its commands are rejected at once instead of queued.
 */
final class LettuceConnections implements RedisConnections, AutoCloseable {

    /** Longest between two attempts to reconnect; Lettuce's own is 30 s, for which switched flags would go unheard. */
    private static final Duration LONGEST_RECONNECT_DELAY = Duration.ofSeconds(2);

    private static final Duration SHORTEST_RECONNECT_DELAY = Duration.ofMillis(100);
    private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(500);

    /** From the connection to the end of the handshake; Lettuce's own is a minute, for which a server that hangs would stop the retries. */
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(2);

    /** Either has its own limit; this is for an attempt that hangs all the same, for which a Redis that is there would never be used. */
    private static final Duration LONGEST_ATTEMPT =
            CONNECT_TIMEOUT.plus(HANDSHAKE_TIMEOUT).plusMillis(500);

    /** A subscription is not waited for by anyone, and one given up on would leave a channel unheard. */
    private static final Duration SUBSCRIBE_TIMEOUT = Duration.ofSeconds(30);

    /** Commands under way on one connection; beyond it they fail at once. At 100 ms each that is 100,000 a second. */
    private static final int REQUEST_QUEUE_SIZE = 10_000;

    /** Enough for three connections; Lettuce's own default is one for each processor. */
    private static final int THREADS = 2;

    /** Longer than an attempt to connect may take. */
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(3);

    /** In which the client's threads release what closed connections held. */
    private static final Duration SHUTDOWN_QUIET = Duration.ofMillis(50);

    private final ClientResources resources;
    private final RedisClient client;
    private final EventualConnection<StatefulRedisConnection<String, String>> text;
    private final EventualConnection<StatefulRedisConnection<String, byte[]>> binary;
    private final EventualConnection<StatefulRedisPubSubConnection<String, String>> subscriptions;
    private final Channels channels;
    private final Runnable onClosed;

    private LettuceConnections(RedisURI uri, Duration timeout, Runnable onClosed) {
        this.onClosed = onClosed;
        uri.setTimeout(HANDSHAKE_TIMEOUT);
        Delay delay = Delay.exponential(SHORTEST_RECONNECT_DELAY, LONGEST_RECONNECT_DELAY, 2, TimeUnit.MILLISECONDS);
        resources = ClientResources.builder()
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(THREADS)
                .reconnectDelay(delay)
                .build();
        client = RedisClient.create(resources);
        client.setOptions(options(timeout));
        channels = new Channels(resources.eventExecutorGroup());
        text = new EventualConnection<>(
                () -> client.connectAsync(StringCodec.UTF8, uri),
                connected -> {},
                delay,
                LONGEST_ATTEMPT,
                resources.eventExecutorGroup());
        binary = new EventualConnection<>(
                () -> client.connectAsync(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE), uri),
                connected -> {},
                delay,
                LONGEST_ATTEMPT,
                resources.eventExecutorGroup());
        subscriptions = new EventualConnection<>(
                () -> client.connectPubSubAsync(StringCodec.UTF8, uri),
                channels::attach,
                delay,
                LONGEST_ATTEMPT,
                resources.eventExecutorGroup());
    }

    static LettuceConnections open(RedisURI uri, Duration timeout) {
        return open(uri, timeout, () -> {});
    }

    static LettuceConnections open(RedisURI uri, Duration timeout, Runnable onClosed) {
        LettuceConnections connections = new LettuceConnections(uri, timeout, onClosed);
        connections.text.open();
        connections.binary.open();
        connections.subscriptions.open();
        return connections;
    }

    @Override
    public boolean configured() {
        return true;
    }

    @Override
    public boolean connected() {
        return text.current().isPresent() && binary.current().isPresent();
    }

    @Override
    public Optional<RedisReactiveCommands<String, String>> commands() {
        return text.current().map(StatefulRedisConnection::reactive);
    }

    @Override
    public Optional<RedisReactiveCommands<String, byte[]>> binaryCommands() {
        return binary.current().map(StatefulRedisConnection::reactive);
    }

    @Override
    public Disposable subscribe(String channel, Runnable onSubscribed, Consumer<String> onMessage) {
        return channels.add(channel, onSubscribed, onMessage);
    }

    @Override
    public void close() {
        CompletableFuture.allOf(text.close(), binary.close(), subscriptions.close())
                .orTimeout(SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> null)
                .join();
        client.shutdown(SHUTDOWN_QUIET, SHUTDOWN_TIMEOUT);
        resources
                .shutdown(0, SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly();
        onClosed.run();
    }

    private static ClientOptions options(Duration timeout) {
        return ClientOptions.builder()
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(REQUEST_QUEUE_SIZE)
                .timeoutOptions(TimeoutOptions.builder()
                        .timeoutCommands()
                        .timeoutSource(timeouts(timeout))
                        .build())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT_TIMEOUT)
                        .keepAlive(keepAlive())
                        .build())
                // Decoding what a command brought must not hold up the connection's own thread.
                .publishOnScheduler(true)
                .build();
    }

    /** Without it a subscription to a host that vanished would look alive for ever: it never sends anything. */
    private static KeepAliveOptions keepAlive() {
        return KeepAliveOptions.builder()
                .enable()
                .idle(Duration.ofSeconds(5))
                .interval(Duration.ofSeconds(5))
                .count(3)
                .build();
    }

    private static TimeoutSource timeouts(Duration timeout) {
        return new TimeoutSource() {
            @Override
            public long getTimeout(RedisCommand<?, ?, ?> command) {
                Duration wanted = command.getType() == CommandType.SUBSCRIBE ? SUBSCRIBE_TIMEOUT : timeout;
                return wanted.toMillis();
            }
        };
    }
}
