package dev.braid.core.portfolio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScopeChangeTest {

    @Test
    void isTheNetChangeOfWhatWasCommitted() {
        assertThat(new ScopeChange(3, 15, 5, 40).percentage()).hasValue(25);
        assertThat(new ScopeChange(3, 5, 15, 40).percentage()).hasValue(-25);
        assertThat(new ScopeChange(0, 0, 0, 40).percentage()).hasValue(0);
    }

    @Test
    void isNoShareOfNothing() {
        assertThat(new ScopeChange(3, 15, 5, 0).percentage()).isEmpty();
        assertThat(ScopeChange.NONE.percentage()).isEmpty();
    }
}
