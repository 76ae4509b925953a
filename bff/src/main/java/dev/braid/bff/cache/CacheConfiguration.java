package dev.braid.bff.cache;

import dev.braid.bff.redis.RedisConnections;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.InstantSource;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the two tiers together and makes them hear what other replicas forget. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CacheSettings.class)
class CacheConfiguration {

    @Bean
    ResponseCache responseCache(CacheSettings settings, RedisConnections redis, MeterRegistry registry, Clock clock) {
        return cache(settings, redis, new CacheMetrics(registry), clock);
    }

    static ResponseCache cache(
            CacheSettings settings, RedisConnections redis, CacheMetrics metrics, InstantSource clock) {
        Forgotten forgotten = new Forgotten();
        RedisTier secondTier = new RedisTier(redis, settings, clock, metrics);
        secondTier.listen(forgotten::addEverything, forgotten::add);
        return new TwoTierCache(
                new FirstTier(settings.l1Size(), forgotten, clock, ForkJoinPool.commonPool(), metrics),
                secondTier,
                forgotten,
                metrics,
                clock,
                () -> ThreadLocalRandom.current().nextDouble(),
                settings.refreshTimeout());
    }
}
