package dev.braid.core.portfolio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VelocityTest {

    @Test
    void averageIsThatOfTheLastThreeOrOfWhatThereIs() {
        assertThat(velocity().average()).isEmpty();
        assertThat(velocity(7).average()).hasValue(7);
        assertThat(velocity(7, 8).average()).hasValue(7.5);
        assertThat(velocity(100, 1, 2, 6).average()).hasValue(3);
        assertThat(velocity(0, 0, 0).average()).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({
        "10, 11, IMPROVING",
        "10, 10.99, STABLE",
        "10, 9.01, STABLE",
        "10, 9, DECLINING",
        "1, 1.1, IMPROVING",
        "0.1, 0.11, IMPROVING",
        "1.1, 0.99, DECLINING",
        "0, 0, STABLE",
        "0, 0.5, IMPROVING",
        "0.5, 0, DECLINING"
    })
    void aTenthMoreOrLessIsATrend(double before, double recent, Trend trend) {
        assertThat(velocity(before, before, before, recent, recent, recent).trend())
                .hasValue(trend);
    }

    @Test
    void olderSprintsDoNotMatter() {
        assertThat(velocity(500, 10, 10, 10, 12, 12, 12).trend()).hasValue(Trend.IMPROVING);
        assertThat(velocity(500, 10, 10, 10, 12, 12, 12).ratio()).hasValue(1.2);
    }

    @Test
    void fiveSprintsSayNothingOfATrend() {
        assertThat(velocity(1, 2, 3, 4, 5).trend()).isEmpty();
        assertThat(velocity(1, 2, 3, 4, 5).ratio()).isEmpty();
    }

    @Test
    void nothingIsNoBaseOfARatio() {
        assertThat(velocity(0, 0, 0, 5, 5, 5).ratio()).isEmpty();
        assertThat(velocity(0, 0, 0, 0, 0, 0).ratio()).isEmpty();
        assertThat(velocity(5, 5, 5, 0, 0, 0).ratio()).hasValue(0);
    }

    private static Velocity velocity(double... closed) {
        return new Velocity(
                closed.length == 0 ? List.of() : DoubleStream.of(closed).boxed().toList());
    }
}
