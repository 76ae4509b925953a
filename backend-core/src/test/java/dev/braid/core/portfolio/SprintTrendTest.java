package dev.braid.core.portfolio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SprintTrendTest {

    @Test
    void oneValueGoesNowhere() {
        assertThat(SprintTrend.ofHigherIsBetter(List.of())).isEmpty();
        assertThat(SprintTrend.ofHigherIsBetter(List.of(5.0))).isEmpty();
        assertThat(SprintTrend.key(Optional.empty())).isEqualTo("unknown");
    }

    @Test
    void ofFewValuesEqualPartsAreCompared() {
        assertThat(SprintTrend.ofHigherIsBetter(List.of(50.0, 60.0))).hasValue(Trend.IMPROVING);
        assertThat(SprintTrend.ofHigherIsBetter(List.of(10.0, 60.0, 50.0))).hasValue(Trend.DECLINING);
        assertThat(SprintTrend.ofHigherIsBetter(List.of(10.0, 10.0, 60.0, 60.0)))
                .hasValue(Trend.IMPROVING);
        assertThat(SprintTrend.ofHigherIsBetter(List.of(999.0, 10.0, 10.0, 10.0, 10.5)))
                .hasValue(Trend.STABLE);
    }

    @Test
    void lessOfWhatIsBadIsBetter() {
        List<Double> falling = List.of(50.0, 50.0, 50.0, 40.0, 40.0, 40.0);

        assertThat(SprintTrend.ofLowerIsBetter(falling)).hasValue(Trend.IMPROVING);
        assertThat(SprintTrend.ofHigherIsBetter(falling)).hasValue(Trend.DECLINING);
        assertThat(SprintTrend.key(SprintTrend.ofLowerIsBetter(falling))).isEqualTo("improving");
    }

    @Test
    void fromNothingEverythingIsADirection() {
        assertThat(SprintTrend.ofLowerIsBetter(List.of(0.0, 0.1))).hasValue(Trend.DECLINING);
        assertThat(SprintTrend.ofLowerIsBetter(List.of(0.0, 0.0))).hasValue(Trend.STABLE);
    }

    /** Scope may shrink. */
    @Test
    void negativeValuesHaveDirectionsToo() {
        assertThat(SprintTrend.ofLowerIsBetter(List.of(-10.0, -20.0))).hasValue(Trend.IMPROVING);
        assertThat(SprintTrend.ofLowerIsBetter(List.of(-10.0, -10.5))).hasValue(Trend.STABLE);
        assertThat(SprintTrend.ofLowerIsBetter(List.of(-10.0, 5.0))).hasValue(Trend.DECLINING);
    }
}
