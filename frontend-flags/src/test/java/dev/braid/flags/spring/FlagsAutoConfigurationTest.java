package dev.braid.flags.spring;

import static dev.braid.flags.BraidFeature.CHART_AGGREGATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.flags.BraidFeature;
import dev.braid.flags.FlagEvaluator;
import dev.braid.flags.store.FileFlagStore;
import dev.braid.flags.store.FlagChange;
import dev.braid.flags.store.FlagStore;
import dev.braid.flags.store.ForcedFlagsSource;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.togglz.core.activation.ActivationStrategyProvider;
import org.togglz.core.manager.FeatureManager;
import org.togglz.core.spi.ActivationStrategy;
import org.togglz.spring.boot.actuate.autoconfigure.TogglzAutoConfiguration;

class FlagsAutoConfigurationTest {

    @TempDir
    Path directory;

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(FlagsAutoConfiguration.class, TogglzAutoConfiguration.class));

    @Test
    void putsTogglzOnTopOfTheStore() {
        application
                .withBean(FlagStore.class, () -> FileFlagStore.open(directory, InstantSource.system()))
                .withBean(ForcedFlagsSource.class, () -> ForcedFlagsSource.open("", directory))
                .run(context -> {
                    FeatureManager manager = context.getBean(FeatureManager.class);
                    FlagEvaluator evaluator = context.getBean(FlagEvaluator.class);

                    assertThat(manager.getFeatures()).containsExactlyInAnyOrder(BraidFeature.values());
                    assertThat(manager.isActive(CHART_AGGREGATION)).isTrue();

                    context.getBean(FlagStore.class)
                            .change(new FlagChange(CHART_AGGREGATION, 0, false, Optional.empty(), "test", "because"));

                    assertThat(manager.isActive(CHART_AGGREGATION)).isFalse();
                    assertThat(evaluator.isActive(CHART_AGGREGATION)).isFalse();
                    assertThat(context.getBean(ActivationStrategyProvider.class).getActivationStrategies())
                            .extracting(ActivationStrategy::getId)
                            .doesNotContain("script");
                });
    }

    @Test
    void letsTogglzObeyWhatIsForced() {
        application
                .withBean(FlagStore.class, () -> FileFlagStore.open(directory, InstantSource.system()))
                .withBean(ForcedFlagsSource.class, () -> ForcedFlagsSource.open("chart-aggregation=off", directory))
                .run(context -> assertThat(context.getBean(FeatureManager.class).isActive(CHART_AGGREGATION))
                        .isFalse());
    }

    @Test
    void doesNotStartWithACacheBeforeAKillSwitch() {
        application
                .withPropertyValues("togglz.cache.enabled=true")
                .withBean(FlagStore.class, () -> FileFlagStore.open(directory, InstantSource.system()))
                .withBean(ForcedFlagsSource.class, () -> ForcedFlagsSource.open("", directory))
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("togglz.cache.enabled: true (expected: false"));
    }

    @Test
    void staysOutOfAnApplicationWithoutAStore() {
        application.run(context -> assertThat(context).doesNotHaveBean(FlagEvaluator.class));
    }
}
