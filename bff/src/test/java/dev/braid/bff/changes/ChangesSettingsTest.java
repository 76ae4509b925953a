package dev.braid.bff.changes;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangesSettingsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @ParameterizedTest
    @CsvSource({"0,handshake", "1,ping", "2,silence", "3,healthy", "4,first-pause", "5,longest-pause", "6,refused-pause"
    })
    void namesTheTimeThatIsNone(int zero, String name) {
        Duration[] times = {SECOND, SECOND, SECOND, SECOND, SECOND, SECOND, SECOND};
        times[zero] = Duration.ZERO;

        assertThatThrownBy(
                        () -> new ChangesSettings(times[0], times[1], times[2], times[3], times[4], times[5], times[6]))
                .hasMessage("braid.changes." + name + ": PT0S (expected: > 0)");
    }

    @Test
    void takesNoTimeThatIsNegative() {
        assertThatThrownBy(() -> new ChangesSettings(SECOND.negated(), SECOND, SECOND, SECOND, SECOND, SECOND, SECOND))
                .hasMessage("braid.changes.handshake: PT-1S (expected: > 0)");
    }

    @Test
    void takesNoSilenceInWhichNotEvenAPingIsAnswered() {
        assertThatThrownBy(() -> new ChangesSettings(SECOND, SECOND, SECOND, SECOND, SECOND, SECOND, SECOND))
                .hasMessage("braid.changes.silence: PT1S (expected: > braid.changes.ping, PT1S)");
    }
}
