package dev.braid.flags.spring;

import dev.braid.flags.ActivationStrategies;
import dev.braid.flags.BraidFeatureProvider;
import dev.braid.flags.FlagEvaluator;
import dev.braid.flags.store.FlagStore;
import dev.braid.flags.store.ForcedFlagsSource;
import dev.braid.flags.store.SnapshotStateRepository;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;
import org.togglz.core.user.NoOpUserProvider;
import org.togglz.core.user.UserProvider;
import org.togglz.spring.boot.actuate.autoconfigure.TogglzAutoConfiguration;

/** For an application that has a {@link FlagStore} and a {@link ForcedFlagsSource}: Togglz on top of them, and the evaluation beside it. */
@AutoConfiguration(before = TogglzAutoConfiguration.class)
@ConditionalOnBean({FlagStore.class, ForcedFlagsSource.class})
public class FlagsAutoConfiguration {

    FlagsAutoConfiguration(@Value("${togglz.cache.enabled:false}") boolean cached) {
        if (cached) {
            throw new IllegalArgumentException(
                    "togglz.cache.enabled: true (expected: false, its cache would serve a flag after it was killed)");
        }
    }

    @Bean
    FlagEvaluator flagEvaluator(FlagStore store, ForcedFlagsSource forced, ActivationStrategies strategies) {
        return new FlagEvaluator(store::snapshot, forced, strategies.getActivationStrategies());
    }

    @Bean
    SnapshotStateRepository flagStateRepository(FlagStore store, ForcedFlagsSource forced) {
        return new SnapshotStateRepository(store, forced);
    }

    @Bean
    BraidFeatureProvider flagFeatureProvider() {
        return new BraidFeatureProvider();
    }

    @Bean
    ActivationStrategies flagActivationStrategies() {
        return new ActivationStrategies();
    }

    /** None: who asks is said to {@link FlagEvaluator}; a thread of an event loop says nothing. */
    @Bean
    UserProvider flagUserProvider() {
        return new NoOpUserProvider();
    }
}
