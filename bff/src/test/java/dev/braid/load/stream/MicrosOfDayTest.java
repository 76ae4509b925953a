package dev.braid.load.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MicrosOfDayTest {

    @Test
    void goesOnOverMidnight() {
        assertThat(MicrosOfDay.between(MicrosOfDay.DAY - 5, 10)).isEqualTo(15);
        assertThat(MicrosOfDay.between(10, MicrosOfDay.DAY - 5)).isEqualTo(-15);
        assertThat(MicrosOfDay.between(10, 25)).isEqualTo(15);
    }
}
