package dev.braid.load.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RestartReportTest {

    private static final String FINE = "viewers=50 frames=100 errors=0 disconnected=0 missing=0 doubled=0"
            + " orders_missing=0 orders_doubled=0 longest_silence_ms=5900 flows_after_return_ms=700";

    @Test
    void findsNothingWrongWithViewersWhoOnlyWaited() {
        RestartReport report = report(FINE, FINE);

        assertThat(report.wrongs()).isEmpty();
        assertThat(report.markdown("# Here")).contains("| 1, alone | 50 | 0 | 100 | 0, 0 | 0, 0 | 5.90 | 0.70 |");
    }

    @Test
    void namesWhatViewersLost() {
        RestartReport report = report(
                FINE.replace("disconnected=0", "disconnected=3"), FINE.replace("return_ms=700", "return_ms=2100"));

        assertThat(report.wrongs())
                .containsExactly(
                        "run 1, together: disconnected 3 (expected: 0)",
                        "run 1, alone: frames 2.10 s after the return (expected: within 2.00 s)");
    }

    private static RestartReport report(String together, String alone) {
        Measurement run = Measurement.parse("kind=restart round=1");
        run.putAll(Measurement.parse(together).prefixed("together_"));
        run.putAll(Measurement.parse(alone).prefixed("alone_"));
        return new RestartReport(List.of(run));
    }
}
