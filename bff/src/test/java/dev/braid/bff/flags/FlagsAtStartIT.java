package dev.braid.bff.flags;

import static dev.braid.bff.flags.FlagsClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apart from the tests of a running bff: the end of one takes the event loops of all others in the process with it. */
class FlagsAtStartIT {

    @Test
    void keepsItsFlagsAcrossARestart(@TempDir Path own) {
        try (FlagsClient first = FlagsClient.start(own)) {
            assertThat(first.switchTo("off", 0).statusCode()).isEqualTo(200);
        }

        try (FlagsClient second = FlagsClient.start(own, "braid.flags.force=run-aggregation=off")) {
            assertThat(second.state()).isEqualTo("off");
            assertThat(json(second.get("/api/v1/flags/run-aggregation"))
                            .path("forced")
                            .stringValue())
                    .isEqualTo("off");
        }
    }

    @Test
    void doesNotStartWithAFlagForcedThatItDoesNotKnow(@TempDir Path own) {
        assertThatThrownBy(() -> FlagsClient.start(own, "braid.flags.force=chart-agregation=off"))
                .rootCause()
                .hasMessageContaining("chart-agregation")
                .hasMessageContaining("expected: one of chart-aggregation");
    }
}
