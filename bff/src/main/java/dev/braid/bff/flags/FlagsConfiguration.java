package dev.braid.bff.flags;

import dev.braid.bff.redis.RedisConnections;
import dev.braid.flags.store.FileFlagStore;
import dev.braid.flags.store.FlagStore;
import dev.braid.flags.store.ForcedFlagsSource;
import dev.braid.flags.store.RedisFlagStore;
import java.nio.file.Path;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** In Redis where one is configured, else in a file of this process. */
@Configuration(proxyBeanMethods = false)
class FlagsConfiguration {

    private final Path directory;

    FlagsConfiguration(@Value("${braid.data.dir:./.braid}") Path data, @Value("${braid.port:8080}") int port) {
        this.directory = data.resolve("bff-" + port);
    }

    @Bean
    FlagStore flagStore(RedisConnections redis) {
        return redis.configured()
                ? RedisFlagStore.open(new SharedRedis(redis), directory, InstantSource.system())
                : FileFlagStore.open(directory, InstantSource.system());
    }

    /** A mistake in the property fails the start: a flag that someone meant to force must not run unforced. */
    @Bean
    ForcedFlagsSource forcedFlags(@Value("${braid.flags.force:}") String forced) {
        try {
            return ForcedFlagsSource.open(forced, directory);
        } catch (IllegalArgumentException mistake) {
            throw new IllegalArgumentException("BRAID_FLAGS_FORCE: " + mistake.getMessage(), mistake);
        }
    }
}
