package dev.braid.bff.run;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class RunRehearsalTest {

    @Test
    void rehearsesWithRepliesOfTheRealShape() {
        assertThatCode(new RunRehearsal()::once).doesNotThrowAnyException();
    }
}
