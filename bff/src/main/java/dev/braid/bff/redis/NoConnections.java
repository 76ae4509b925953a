package dev.braid.bff.redis;

import io.lettuce.core.api.reactive.RedisReactiveCommands;
import java.util.Optional;
import java.util.function.Consumer;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * There is no Redis, nor will there be one in this process.
 *
 * @param configured true when there should have been: the embedded server could not be started
 */
record NoConnections(boolean configured) implements RedisConnections {

    @Override
    public boolean connected() {
        return false;
    }

    @Override
    public Optional<RedisReactiveCommands<String, String>> commands() {
        return Optional.empty();
    }

    @Override
    public Optional<RedisReactiveCommands<String, byte[]>> binaryCommands() {
        return Optional.empty();
    }

    @Override
    public Disposable subscribe(String channel, Runnable onSubscribed, Consumer<String> onMessage) {
        return Disposables.disposed();
    }
}
