package dev.braid.load.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class FanOutReportTest {

    private static final String FINE =
            " seconds=1 least_made=30 errors=0 disconnected=0 missing=0 doubled=0 orders_missing=0 orders_doubled=0"
                    + " made=30 frames=30 p50_ms=1 max_ms=9 rss_kib=1024";

    @Test
    void comparesRoundByRound() {
        FanOutReport report = report(
                "kind=load contender=nchan round=1 cpu_us=10 p99_ms=10" + FINE,
                "kind=load contender=braid round=1 cpu_us=11 p99_ms=11" + FINE,
                "kind=load contender=braid round=2 cpu_us=22 p99_ms=25" + FINE,
                "kind=load contender=nchan round=2 cpu_us=20 p99_ms=20" + FINE);

        String text = report.markdown("# Here");

        assertThat(text).contains("| nchan, CPU per delivered frame | 1.10 (1.10 to 1.10) | at most 1.15 | reached |");
        assertThat(text).contains("| nchan, p99 | 1.18 (1.10 to 1.25) | at most 1.20 | reached |");
        assertThat(report.wrongs()).isEmpty();
    }

    @Test
    void namesWhatWentWrong() {
        FanOutReport report = report(
                "kind=load contender=braid round=1 cpu_us=11 p99_ms=11"
                        + FINE.replace("orders_missing=0", "orders_missing=2"),
                "kind=load contender=braid round=2 cpu_us=11 p99_ms=11"
                        + FINE.replace("least_made=30", "least_made=20"),
                "kind=idle contender=braid round=idle errors=0 disconnected=1 viewers=11 rss_before_kib=100 rss_after_kib=200");

        assertThat(report.wrongs())
                .containsExactly(
                        "load braid 1: orders_missing 2 (expected: 0)",
                        "load braid 2: a viewer was made 20 frames (expected: at least 29)",
                        "idle braid idle: disconnected 1 (expected: 0)");
        assertThat(report.markdown("# Here")).contains("- load braid 1: orders_missing 2 (expected: 0)");
    }

    @Test
    void saysWhetherOthersSufferFromOneWhoStalls() {
        String after = " after_frames=70 after_stale=3 after_first_age_ms=9000 after_fresh_in_ms=5"
                + " stalled_orders_missing=0 stalled_orders_doubled=0";

        String text = report(
                        "kind=stall stall=none contender=braid round=1 cpu_us=11 p99_ms=10" + FINE,
                        "kind=stall stall=plain contender=braid round=1 cpu_us=11 p99_ms=13.5" + FINE + after)
                .markdown("# Here");

        assertThat(text)
                .contains(
                        "| braid, plain | 3.0 (3.0 to 3.0), reached | 9000.0 (9000.0 to 9000.0) | 5.0 (5.0 to 5.0) | 0, 0 |");
        assertThat(text).contains("| 3.5, **missed** |");
    }

    @Test
    void takesTheMiddle() {
        assertThat(FanOutReport.median(List.of(3.0, 1.0, 2.0))).isEqualTo(2);
        assertThat(FanOutReport.median(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(2.5);
    }

    private static FanOutReport report(String... lines) {
        return new FanOutReport(Stream.of(lines).map(Measurement::parse).toList());
    }
}
