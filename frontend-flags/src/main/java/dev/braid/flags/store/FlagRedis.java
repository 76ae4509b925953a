package dev.braid.flags.store;

import io.lettuce.core.api.reactive.RedisReactiveCommands;
import java.util.Optional;
import java.util.function.Consumer;
import reactor.core.Disposable;

/** What the flags need of a Redis client that is shared with others and comes and goes as it likes. */
public interface FlagRedis {

    /** Absent while not connected; a command sent ends with an error if it is not answered in time. */
    Optional<RedisReactiveCommands<String, String>> commands();

    /** Listens until disposed of; {@code onSubscribed} runs at the first and at every later subscription. */
    Disposable subscribe(String channel, Runnable onSubscribed, Consumer<String> onMessage);
}
