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
        List.of("demo-ada", "demo-max", "demo-olga").forEach(CoreTestServer::anAccountOf);
        assertThat(parts)
                .extracting(DemoData::name)
                .containsExactly(
                        "minute bars of 5 symbols",
                        "three backtests",
                        "24 tasks of 4 users in two teams",
                        "three years of sprints of board 900001");
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

        assertTasks();
        assertPortfolio();

        owner().sql("DELETE FROM meta_boards WHERE board_id = 900001").update();
        owner().sql("DELETE FROM runs WHERE run_id = 'demo-loom-20-50'").update();
        owner().sql("DELETE FROM users WHERE id = 'demo-ada'").update();
        anAccountOf("demo-ada");
        owner().sql("DELETE FROM datasets WHERE symbol = 'DEMO.SPUN'").update();
        owner().sql("DELETE FROM bars WHERE symbol = 'DEMO.SPUN'").update();
        assertThat(parts).noneMatch(DemoData::present);
        parts.forEach(DemoData::load);
        assertThat(parts).allMatch(DemoData::present);
        assertRuns();
        assertTasks();
        assertPortfolio();
    }

    private void assertPortfolio() {
        JsonNode portfolio = json(get("/api/v1/meta-boards/900001/project-portfolio?include_cached=false"))
                .at("/data");
        assertThat(portfolio.at("/projects")).hasSize(8);
        assertThat(portfolio
                        .at("/projects")
                        .valueStream()
                        .map(project -> project.at("/health_status").asString()))
                .as("all states of health")
                .contains("on_track", "at_risk", "behind", "blocked");
        assertThat(portfolio.at("/summary/completed_projects").asInt()).isEqualTo(1);
        assertThat(owner().sql("SELECT count(*) FROM sprints WHERE board_id = 900001 AND state = 'closed'")
                        .query(Long.class)
                        .single())
                .isEqualTo(78);
    }

    private static void assertTasks() {
        assertThat(owner().sql("""
                        SELECT u.id || ' ' || (SELECT count(*) FROM tasks WHERE user_id = u.id)
                            || ' ' || (SELECT count(*) FROM task_shares WHERE shared_with_user_id = u.id)
                            || ' ' || (SELECT count(*) FROM team_members WHERE user_id = u.id)
                            || ' ' || (SELECT count(*) FROM messages WHERE user_id = u.id)
                        FROM users u WHERE u.id IN ('demo', 'demo-ada', 'demo-max', 'demo-olga') ORDER BY 1
                        """).query(String.class).list())
                .containsExactly("demo 3 1 1 2", "demo-ada 8 2 2 2", "demo-max 7 2 2 2", "demo-olga 6 2 2 2");
        assertThat(owner().sql("""
                        SELECT DISTINCT user_id FROM tasks
                        WHERE user_id LIKE 'demo%' AND completed_at > now() - interval '3 hours' AND created_at < completed_at
                        """).query(String.class).list())
                .containsExactlyInAnyOrder("demo", "demo-ada", "demo-max", "demo-olga");
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
