package dev.braid.bff.chart;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class ChartRehearsalTest {

    @Test
    void rehearsesWithRepliesOfTheRealShape() {
        assertThatCode(new ChartRehearsal()::once).doesNotThrowAnyException();
    }
}
