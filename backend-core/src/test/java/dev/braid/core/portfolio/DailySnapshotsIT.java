package dev.braid.core.portfolio;

import static dev.braid.core.portfolio.PortfolioWorld.Issue.of;
import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.CoreTestServer;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.sprint.MetaBoards;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

class DailySnapshotsIT extends CoreTestServer {

    @Autowired
    private DailySnapshots snapshots;

    @Autowired
    private MetaBoards boards;

    private PortfolioWorld world;

    @BeforeEach
    void aBoardOfItsOwn() {
        world = new PortfolioWorld(owner());
    }

    @Test
    void keepsADayOfEachProjectOnce() {
        long sprint = world.activeSprint(0.5);
        long pay = world.project("PAY", "high");
        world.takesPart(pay, sprint, 10.0);
        world.issue(pay, sprint, of("done", 3.0));
        world.issue(pay, sprint, of("new", 5.0).withFlag());

        assertThat(take()).isTrue();
        world.issue(pay, sprint, of("indeterminate", 2.0));
        assertThat(take()).isTrue();

        Map<String, Object> row = rows(sprint).get(0);
        assertThat(rows(sprint)).hasSize(1);
        assertThat(row)
                .containsEntry("total_issues", 3)
                .containsEntry("completed_issues", 1)
                .containsEntry("blocked_issues", 1)
                .containsEntry("is_final", false)
                .containsEntry("health_status", "blocked");
        assertThat(row.get("total_story_points")).hasToString("10.00");
        assertThat(row.get("capacity_utilization")).hasToString("50.00");
        assertThat(row.get("risk_score")).isNotNull();
    }

    @Test
    void takesNothingOfABoardWithoutARunningSprint() {
        world.closedSprint(0);

        assertThat(take()).isFalse();
    }

    @Test
    void takesNothingOfASprintWithoutProjects() {
        world.activeSprint(0.5);
        get(world.path("health-summary"));

        assertThat(take()).isFalse();
        assertThat(get(world.path("health-summary")).body())
                .as("nobody was told to forget anything")
                .contains("health: cached");
    }

    @Test
    void showsTheDayToWhoAsks() {
        long sprint = world.activeSprint(0.5);
        long pay = world.project("PAY", "high");
        world.takesPart(pay, sprint, null);
        assertThat(get(world.path("project-portfolio")).body()).contains("\"data_freshness\":\"current\"");

        take();

        assertThat(get(world.path("project-portfolio")).body())
                .as("a snapshot changes what chances are told from")
                .contains("\"data_freshness\":\"current\"");
    }

    @Test
    void keepsAForecastOfEachSprintAndWhatBecameOfIt() {
        List<Long> closed = IntStream.iterate(9, ago -> ago >= 0, ago -> ago - 1)
                .mapToObj(world::closedSprint)
                .toList();
        long sprint = world.activeSprint(0.1);
        long pay = world.project("PAY", "high");
        world.delivered(pay, closed.subList(0, 8), 10, 10, 10, 10, 10, 10, 10, 10);
        world.takesPart(pay, sprint, null);
        world.issues(pay, sprint, 5, of("new", 3.0));

        take();
        take();
        assertThat(logged()).hasSize(1);
        assertThat(logged().get(0)).containsEntry("closed_sprints", 8).containsEntry("resolved_n", null);
        assertThat(logged().get(0).get("remaining")).hasToString("15.00");

        world.delivered(pay, closed.subList(8, 10), 8, 9);
        take();

        assertThat(logged()).hasSize(1);
        assertThat(logged().get(0))
                .as("8 in the first sprint, 17 with the second")
                .containsEntry("resolved_n", 2);
    }

    @Test
    void keepsNoForecastOfASprintThatIsWellUnderWay() {
        List<Long> closed = IntStream.iterate(7, ago -> ago >= 0, ago -> ago - 1)
                .mapToObj(world::closedSprint)
                .toList();
        long sprint = world.activeSprint(0.6);
        long pay = world.project("PAY", "high");
        world.delivered(pay, closed, 10, 10, 10, 10, 10, 10, 10, 10);
        world.takesPart(pay, sprint, null);
        world.issue(pay, sprint, of("new", 30.0));

        take();

        assertThat(logged()).isEmpty();
    }

    @Test
    void measuresForecastsOnceTwentyOfThemAreKnown() {
        long pay = world.project("PAY", "high");
        world.takesPart(pay, world.closedSprint(0), null);
        IntStream.range(0, 19).forEach(day -> logged(pay, day, 2));
        assertThat(calibration().at("/p85").isNull()).as("of 19 it is not told").isTrue();

        logged(pay, 19, 9);

        JsonNode calibration = calibration();
        assertThat(calibration.at("/n").asInt()).isEqualTo(20);
        assertThat(calibration.at("/p50").asDouble()).isZero();
        assertThat(calibration.at("/p85").asDouble()).isEqualTo(0.95);
        assertThat(calibration.at("/p95").asDouble()).isEqualTo(0.95);
    }

    @Test
    void countsAPercentileBeyondTheHorizonAsLaterThanWhateverCame() {
        long pay = world.project("PAY", "high");
        world.takesPart(pay, world.closedSprint(0), null);
        IntStream.range(0, 20).forEach(day -> logged(pay, day, 30));
        owner().sql("UPDATE forecast_log SET n95 = NULL WHERE board_id = ?")
                .param(world.board)
                .update();

        assertThat(calibration().at("/p95").asDouble()).isEqualTo(1);
        assertThat(calibration().at("/p85").asDouble()).isZero();
    }

    private void logged(long project, int day, int resolved) {
        owner().sql("""
                        INSERT INTO forecast_log (board_id, project_workstream_id, as_of, closed_sprints, unit, remaining, n50, n85, n95,
                            resolved_n, model_version)
                        VALUES (?, ?, date '2026-01-01' + ?::integer, ?, 'story_points', 10, 1, 3, 4, ?, 1)
                        """).params(world.board, project, day, day, resolved).update();
    }

    private JsonNode calibration() {
        return JSON.readTree(get(world.path("project-forecasts?remaining=1&include_cached=false"))
                        .body())
                .at("/data/forecasts/0/calibration");
    }

    private boolean take() {
        return CurrentCaller.callAs(
                Caller.SYSTEM, () -> snapshots.take(boards.active(world.board).orElseThrow()));
    }

    private static List<Map<String, Object>> rows(long sprint) {
        return owner().sql("SELECT * FROM project_sprint_metrics WHERE sprint_id = ?")
                .param(sprint)
                .query()
                .listOfRows();
    }

    private List<Map<String, Object>> logged() {
        return owner().sql("SELECT * FROM forecast_log WHERE board_id = ?")
                .param(world.board)
                .query()
                .listOfRows();
    }
}
