package dev.braid.bff.redis;

import dev.braid.bff.observe.Dependency;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Whether Redis is configured, and answers. */
@Component
final class RedisHealth implements Dependency {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final RedisConnections redis;

    RedisHealth(RedisConnections redis) {
        this.redis = redis;
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public Mono<State> state() {
        if (!redis.configured()) {
            return Mono.just(State.NOT_CONFIGURED);
        }
        return Mono.justOrEmpty(redis.commands())
                .flatMap(commands -> commands.ping())
                .map(pong -> State.UP)
                .timeout(PATIENCE)
                .onErrorReturn(State.DOWN)
                .defaultIfEmpty(State.DOWN);
    }
}
