package dev.braid.core.portfolio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapacityTest {

    @ParameterizedTest
    @CsvSource({
        "100, 110.01, over",
        "100, 110, normal",
        "1, 1.1, normal",
        "7, 7.7, normal",
        "100, 70, normal",
        "100, 69.99, under",
        "100, 0, under",
        "0, 0, unknown",
        "0, 50, unknown"
    })
    void saysWhetherTooMuchIsTakenOn(double allocated, double utilized, String status) {
        assertThat(new Capacity(OptionalDouble.of(allocated), utilized).status().key())
                .isEqualTo(status);
    }

    @Test
    void whatNobodyAllocatedIsUnknown() {
        Capacity capacity = new Capacity(OptionalDouble.empty(), 12);

        assertThat(capacity.utilization()).isEmpty();
        assertThat(capacity.status().key()).isEqualTo("unknown");
    }

    @Test
    void utilizationIsAPercentage() {
        assertThat(new Capacity(OptionalDouble.of(40), 30).utilization()).hasValue(75);
        assertThat(new Capacity(OptionalDouble.of(40), 90).utilization()).hasValue(225);
    }
}
