package dev.braid.bff.redis;

import io.lettuce.core.api.reactive.RedisReactiveCommands;
import java.util.Optional;
import java.util.function.Consumer;
import reactor.core.Disposable;

/**
 * The way to Redis, for whoever keeps something there.
 *
 * <p>Nothing here blocks or throws: while Redis is not configured, not yet reached or lost, there are no commands. A command that was
 * sent ends within {@code braid.redis.timeout}, with an error if need be; commands are never queued for a later connection. Lost
 * connections come back by themselves.
 */
public interface RedisConnections {

    /** Whether this process is meant to have a Redis at all. */
    boolean configured();

    /** Whether commands can be sent now; says nothing about whether they are answered. */
    boolean connected();

    /** Commands for small values; absent while not connected. Not for blocking commands or transactions: the connection is shared. */
    Optional<RedisReactiveCommands<String, String>> commands();

    /** Commands for big values, on a connection of their own so that they delay nobody else's; absent while not connected. */
    Optional<RedisReactiveCommands<String, byte[]>> binaryCommands();

    /**
     * Listens to a channel, now or as soon as Redis is there, until disposed of.
     *
     * <p>Messages published while the connection is down are lost, hence the first callback. Both run on a thread of the client and must not block.
     *
     * @param onSubscribed runs at every subscription, the first and each one after a lost connection; what was heard before may be out of date
     */
    Disposable subscribe(String channel, Runnable onSubscribed, Consumer<String> onMessage);
}
