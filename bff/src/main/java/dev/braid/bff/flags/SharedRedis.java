package dev.braid.bff.flags;

import dev.braid.bff.redis.RedisConnections;
import dev.braid.flags.store.FlagRedis;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import java.util.Optional;
import java.util.function.Consumer;
import reactor.core.Disposable;

/** The flags on the connections that all of bff shares. */
record SharedRedis(RedisConnections connections) implements FlagRedis {

    @Override
    public Optional<RedisReactiveCommands<String, String>> commands() {
        return connections.commands();
    }

    @Override
    public Disposable subscribe(String channel, Runnable onSubscribed, Consumer<String> onMessage) {
        return connections.subscribe(channel, onSubscribed, onMessage);
    }
}
