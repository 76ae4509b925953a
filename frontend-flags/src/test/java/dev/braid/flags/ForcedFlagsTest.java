package dev.braid.flags;

import static dev.braid.flags.BraidFeature.CHART_AGGREGATION;
import static dev.braid.flags.BraidFeature.RUN_AGGREGATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForcedFlagsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chart-aggregation=off,run-aggregation=on",
                " chart-aggregation = off , run-aggregation=on \n",
                "chart-aggregation=off\nrun-aggregation=on\n",
                "chart-aggregation=off,\r\nrun-aggregation=on"
            })
    void forcesTheFlagsNamed(String text) {
        ForcedFlags forced = ForcedFlags.parse(text);

        assertThat(forced.state(CHART_AGGREGATION)).contains(false);
        assertThat(forced.state(RUN_AGGREGATION)).contains(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\n"})
    void forcesNothingWhereNothingIsSaid(String text) {
        assertThat(ForcedFlags.parse(text).state(CHART_AGGREGATION)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no-such-flag=off",
                "chart-aggregation",
                "chart-aggregation=",
                "chart-aggregation=false",
                "chart-aggregation=off=on",
                "chart-aggregation=off,,run-aggregation=on",
                "chart-aggregation=off,",
                "chart-aggregation=off,chart-aggregation=on"
            })
    void refusesWhatItCannotObey(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ForcedFlags.parse(text))
                .withMessageContaining("forced flag: '")
                .withMessageContaining("expected: ");
    }

    @Test
    void givesWayToTheOtherWhereBothSaySomething() {
        ForcedFlags both = ForcedFlags.parse("chart-aggregation=off,run-aggregation=off")
                .overriddenBy(ForcedFlags.parse("chart-aggregation=on"));

        assertThat(both).hasToString("chart-aggregation=on,run-aggregation=off");
    }
}
