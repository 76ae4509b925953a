package dev.braid.flags;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.togglz.core.spi.ActivationStrategy;

class ActivationStrategiesTest {

    private final ActivationStrategies strategies = new ActivationStrategies();

    @Test
    void runsNobodysScripts() {
        assertThat(strategies.getActivationStrategies())
                .extracting(ActivationStrategy::getId)
                .contains("gradual", "username")
                .doesNotContain("script");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gradual:percentage=25", "username:users=alice,bob"})
    void findsNothingWrongWithWhatWorks(String strategy) {
        assertThat(strategies.problem(Strategy.parse(strategy))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"script:lang=js;script=1", "gradual", "gradual:percentage=12.5", "gradual:percentage=25;salt=x"})
    void saysWhatWouldSilentlyMeanOff(String strategy) {
        assertThat(strategies.problem(Strategy.parse(strategy))).isPresent();
    }
}
