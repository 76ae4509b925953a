package dev.braid.core.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.CoreTestServer;
import dev.braid.core.access.DemoData;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

class DemoDataIT extends CoreTestServer {

    @Autowired
    private List<DemoData> parts;

    @Test
    void loadsOnceAndGoesOnWhereAnEarlierStartWasKilled() {
        assertThat(parts).extracting(DemoData::name).containsExactly("minute bars of 5 symbols", "three backtests");
        assertThat(parts).noneMatch(DemoData::present);
        Instant start = Instant.now();

        parts.forEach(DemoData::load);

        // 20 s on an idle machine of two cores; tests share theirs.
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(60));
        assertThat(parts).allMatch(DemoData::present);
        assertThat(owner().sql("SELECT bar_count FROM datasets WHERE symbol LIKE 'DEMO.%'")
                        .query(Long.class)
                        .list())
                .hasSize(5)
                .containsOnly(97_740L);
        assertRuns();

        owner().sql("DELETE FROM runs WHERE run_id = 'demo-loom-20-50'").update();
        owner().sql("DELETE FROM datasets WHERE symbol = 'DEMO.SPUN'").update();
        owner().sql("DELETE FROM bars WHERE symbol = 'DEMO.SPUN'").update();
        assertThat(parts).noneMatch(DemoData::present);
        parts.forEach(DemoData::load);
        assertThat(parts).allMatch(DemoData::present);
        assertRuns();
    }

    private void assertRuns() {
        for (String runId : List.of("demo-loom-20-50", "demo-weft-30-120", "demo-warp-60-390")) {
            JsonNode run = json(get("/backtests/" + runId));
            assertThat(run.at("/status").asString()).as(run.toString()).isEqualTo("DONE");
            assertThat(json(get("/backtests/" + runId + "/equity?target=2000"))
                            .at("/meta/total")
                            .asInt())
                    .isEqualTo(97_740);
            assertThat(json(get("/backtests/" + runId + "/orders")).at("/total").asInt())
                    .isPositive();
        }
    }
}
