package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamMetricsTest {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final StreamMetrics metrics = new StreamMetrics(registry);

    /** {@code HELP}, a name, and the words. */
    private List<String> help() {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith("# HELP braid_stream_"))
                .toList();
    }

    @Test
    void eachSaysWhatItCountsAndInWhat() {
        metrics.closed(1000);

        // The timer has a greatest value of its own.
        assertThat(help()).hasSize(13).allMatch(line -> line.matches("# HELP \\w+ \\S.+, in \\w+"));
    }

    @Test
    void aCodeThatAClientMadeUpIsOneWithAllOfThem() {
        metrics.closed(3999);
        metrics.closed(4999);
        metrics.closed(4408);

        assertThat(registry.scrape().lines().filter(line -> line.startsWith("braid_stream_closes_total")))
                .containsExactlyInAnyOrder(
                        "braid_stream_closes_total{code=\"other\"} 2.0",
                        "braid_stream_closes_total{code=\"4408\"} 1.0");
    }
}
