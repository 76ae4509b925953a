package dev.braid.bff.redis;

import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the connections that the settings ask for. A Redis that is not there neither delays nor fails the start. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RedisSettings.class)
class RedisConfiguration {

    private static final Logger log = LoggerFactory.getLogger(RedisConfiguration.class);

    @Bean
    RedisConnections redisConnections(
            RedisSettings settings,
            @Value("${braid.data.dir:./.braid}") Path data,
            @Value("${braid.port:8080}") int port) {
        if (settings.absent()) {
            return new NoConnections(false);
        }
        if (settings.embedded()) {
            return embedded(data.resolve("bff-" + port).resolve("redis"), settings.timeout());
        }
        return LettuceConnections.open(settings.uri(), settings.timeout());
    }

    private static RedisConnections embedded(Path folder, Duration timeout) {
        try {
            EmbeddedRedis server = EmbeddedRedis.start(folder, 0);
            return LettuceConnections.open(RedisURI.create("127.0.0.1", server.port()), timeout, server::close);
        } catch (IOException failure) {
            log.warn("embedded Redis does not start, going on without Redis: {}", failure.getMessage());
            return new NoConnections(true);
        }
    }
}
