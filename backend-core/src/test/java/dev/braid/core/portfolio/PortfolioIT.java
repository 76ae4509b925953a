package dev.braid.core.portfolio;

import static dev.braid.core.portfolio.PortfolioWorld.Issue.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.braid.core.CoreTestServer;
import dev.braid.core.access.Permissions;
import dev.braid.core.changes.Audience;
import dev.braid.core.changes.Change;
import dev.braid.core.changes.Changes;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** The seven endpoints over rows of a real database. */
class PortfolioIT extends CoreTestServer {

    private static final double[] GOLDEN = {20, 22, 0, 30, 18, 25, 24, 21, 19, 26};

    @Autowired
    private Changes changes;

    @Autowired
    private AdoptedProjects adopted;

    @Autowired
    private TransactionTemplate transaction;

    private PortfolioWorld world;

    @BeforeEach
    void aBoardOfItsOwn() {
        world = new PortfolioWorld(owner());
    }

    @Test
    void countsWhatIsInTheSprint() {
        long sprint = world.activeSprint(0.5);
        long pay = world.project("PAY", "high");
        world.takesPart(pay, sprint, null);
        world.issues(pay, sprint, 3, of("done", 5.0));
        world.issue(pay, sprint, of("indeterminate", 3.0).by("ada", "backend"));
        world.issue(pay, sprint, of("indeterminate", 2.0).withFlag());
        world.issue(pay, sprint, of("new", 1.0).in("Waiting").critical());
        String waits = world.issue(pay, sprint, of("new", 8.0));
        world.waitsFor(waits, world.issue(pay, sprint, of("new", 4.0)));
        world.waitsFor(world.issue(pay, sprint, of("new", null)), world.issue(pay, sprint, of("done", 1.0)));
        world.issue(pay, null, of("new", 100.0));

        JsonNode portfolio = data(world.path("project-portfolio"));

        JsonNode project = portfolio.at("/projects/0");
        assertThat(project.at("/project_key").asString()).isEqualTo(world.key("PAY"));
        assertThat(project.at("/unit").asString()).isEqualTo("story_points");
        assertThat(project.at("/total_issues").asInt()).isEqualTo(10);
        assertThat(project.at("/completed_issues").asInt()).isEqualTo(4);
        assertThat(project.at("/in_progress_issues").asInt()).isEqualTo(2);
        assertThat(project.at("/unestimated_issues").asInt()).isEqualTo(1);
        assertThat(project.at("/blocked_issues").asInt())
                .as("one flagged, one whose status says so, one that waits for what is not done")
                .isEqualTo(3);
        assertThat(project.at("/total_story_points").asDouble()).isEqualTo(34);
        assertThat(project.at("/completed_story_points").asDouble()).isEqualTo(16);
        assertThat(project.at("/completion_percentage").asDouble()).isEqualTo(47.1);
        assertThat(project.at("/velocity").asDouble()).isCloseTo(16 / 7.0, within(0.06));
        assertThat(project.at("/health_status").asString()).isEqualTo("blocked");
        assertThat(project.at("/risk_breakdown/blocked").asDouble()).isEqualTo(20);
        assertThat(portfolio.at("/summary/overall_completion_percentage").asDouble())
                .isEqualTo(47.1);
        assertThat(portfolio.at("/summary/blocked_projects").asInt()).isEqualTo(1);
        assertThat(portfolio.at("/summary/sprint_state").asString()).isEqualTo("active");
        assertThat(portfolio.at("/total").asInt()).isEqualTo(1);
    }

    @Test
    void countsWhatCameLaterThanTheFirstHourAsChangeOfScope() {
        long sprint = world.activeSprint(0.5);
        long pay = world.project("PAY", "high");
        world.takesPart(pay, sprint, null);
        Instant start = world.now.minus(Duration.ofDays(7));
        String sprintText = Long.toString(sprint);
        world.changed(world.issue(pay, sprint, of("new", 10.0)), "sprint", null, sprintText, start.plusSeconds(60));
        String came = world.issue(pay, sprint, of("new", 8.0));
        world.changed(came, "sprint", null, sprintText, start.plus(Duration.ofHours(30)));
        world.changed(came, "story_points", "5", "8", start.plus(Duration.ofHours(40)));
        String left = world.issue(pay, null, of("new", 2.0));
        world.changed(left, "sprint", sprintText, null, start.plus(Duration.ofHours(50)));

        JsonNode project = data(world.path("project-portfolio")).at("/projects/0");

        assertThat(project.at("/scope_change_count").asInt()).isEqualTo(3);
        assertThat(project.at("/scope_added_points").asDouble()).isEqualTo(8);
        assertThat(project.at("/scope_removed_points").asDouble()).isEqualTo(2);
        assertThat(project.at("/scope_change_percentage").asDouble())
                .as("of the 12 that were committed")
                .isEqualTo(50);
    }

    /** The functions of the migration rebuild days from all changes; the running numbers look at what changed. */
    @Test
    void saysTheSameOfScopeAsTheRebuiltDay() {
        long sprint = world.activeSprint(0.5);
        long pay = world.project("PAY", "high");
        world.takesPart(pay, sprint, null);
        Instant start = world.now.minus(Duration.ofDays(7));
        String here = Long.toString(sprint);
        String estimatedBefore = world.issue(pay, sprint, of("new", 8.0));
        world.changed(estimatedBefore, "story_points", "3", "8", start.plus(Duration.ofHours(20)));
        world.changed(estimatedBefore, "sprint", null, here, start.plus(Duration.ofHours(30)));
        String grown = world.issue(pay, sprint, of("done", 5.0));
        world.changed(grown, "sprint", null, here, start.minus(Duration.ofHours(9)));
        world.changed(grown, "story_points", "2", "5", start.plus(Duration.ofHours(40)));
        String left = world.issue(pay, null, of("new", 8.0));
        world.changed(left, "sprint", null, here, start.minus(Duration.ofHours(9)));
        world.changed(left, "story_points", "5", "8", start.plus(Duration.ofHours(41)));
        world.changed(left, "sprint", here, null, start.plus(Duration.ofHours(50)));
        world.made(left, start.minus(Duration.ofDays(3)));
        world.made(grown, start.minus(Duration.ofDays(3)));
        world.made(estimatedBefore, start.minus(Duration.ofDays(3)));
        world.made(world.issue(pay, sprint, of("new", 1.0)), start.plus(Duration.ofHours(60)));
        String deleted = world.issue(pay, sprint, of("new", 2.0));
        world.made(deleted, start.minus(Duration.ofDays(3)));
        world.deleted(deleted, start.plus(Duration.ofHours(70)));

        JsonNode project = data(world.path("project-portfolio")).at("/projects/0");

        assertThat(project.at("/scope_added_points").asDouble())
                .as("8, 3, 3 and 1")
                .isEqualTo(15);
        assertThat(project.at("/scope_removed_points").asDouble()).as("8 and 2").isEqualTo(10);
        assertThat(project.at("/scope_change_count").asInt()).isEqualTo(6);
        assertThat(project.at("/scope_change_percentage").asDouble()).as("of 9").isEqualTo(55.6);
        world.inTransaction(transaction, () -> adopted.changed(Set.of(world.board)));
        Map<String, Object> rebuilt = owner().sql("""
                        SELECT scope_added_points::float8 AS added, scope_removed_points::float8 AS removed, scope_change_count AS changes
                        FROM project_sprint_metrics WHERE sprint_id = ? ORDER BY metrics_date DESC LIMIT 1
                        """).param(sprint).query().singleRow();
        assertThat(rebuilt)
                .containsEntry("added", 15.0)
                .containsEntry("removed", 10.0)
                .containsEntry("changes", 6);
    }

    @Test
    void showsAClosedSprintAsItCameOut() {
        long sprint = world.closedSprint(0);
        long pay = world.project("PAY", "high");
        world.delivered(pay, List.of(sprint), 20);
        owner().sql("UPDATE project_sprint_metrics SET total_story_points = 25 WHERE sprint_id = ?")
                .param(sprint)
                .update();
        world.issue(pay, sprint, of("done", 3.0));

        JsonNode portfolio = data(world.path("project-portfolio?sprint_id=" + sprint));

        assertThat(portfolio.at("/projects/0/completion_percentage").asDouble()).isEqualTo(80);
        assertThat(portfolio.at("/projects/0/unit").asString()).isEqualTo("story_points");
        assertThat(portfolio.at("/projects/0/completion_probability").asDouble())
                .isZero();
        assertThat(portfolio.at("/projects/0/estimated_completion_date").isNull())
                .isTrue();
        assertThat(portfolio.at("/summary/sprint_state").asString()).isEqualTo("closed");
    }

    @Test
    void looksAtWhatWasDeliveredAlsoWhereTheSprintIsEmptyOrOver() {
        List<Long> closed = closedSprints(10);
        long pay = world.project("PAY", "high");
        world.delivered(pay, closed, GOLDEN);
        long active = world.activeSprint(0.99);
        world.takesPart(pay, active, null);

        for (String sprint : List.of("", "&sprint_id=" + closed.get(9))) {
            JsonNode forecast =
                    data(world.path("project-forecasts?remaining=100" + sprint)).at("/forecasts/0");
            assertThat(forecast.at("/status").asString()).as(sprint).isEqualTo("ok");
            assertThat(forecast.at("/unit").asString()).isEqualTo("story_points");
        }
    }

    @Test
    void seesTheProjectsOfABoardThatTheyAreNotTheFirstOf() {
        PortfolioWorld other = new PortfolioWorld(owner());
        long shared = other.project("SHARED", "high");
        world.delivered(shared, closedSprints(6), 1, 2, 3, 4, 5, 6);

        assertThat(data(world.path("project-forecasts?remaining=5"))
                        .at("/forecasts/0/project_key")
                        .asString())
                .isEqualTo(other.key("SHARED"));
    }

    @Test
    void endsNoSprintToComeBeforeItBegins() {
        long pay = world.project("PAY", "high");
        world.delivered(pay, closedSprints(10), GOLDEN);
        long next = world.sprintToCome(Duration.ofDays(20));
        world.takesPart(pay, next, null);
        world.issue(pay, next, of("new", 1.0));

        JsonNode project =
                data(world.path("project-portfolio?sprint_id=" + next)).at("/projects/0");

        assertThat(project.at("/days_remaining").asInt()).isGreaterThanOrEqualTo(33);
        assertThat(project.at("/risk_score").asDouble()).isZero();
        assertThat(project.at("/velocity").isNull()).isTrue();
    }

    @Test
    void comparesAProjectWithItsOwnPast() {
        List<Long> closed = closedSprints(6);
        long big = world.project("BIG", "high");
        long small = world.project("SMALL", "high");
        world.delivered(big, closed, 100, 100, 100, 100, 100, 100);
        world.delivered(small, closed, 4, 4, 4, 4, 4, 4);
        long sprint = world.activeSprint(0.5);
        world.takesPart(small, sprint, null);
        world.issues(small, sprint, 2, of("done", 1.0));
        world.issues(small, sprint, 2, of("new", 1.0));

        JsonNode portfolio = data(world.path("project-portfolio?project_keys=" + world.key("SMALL")));

        assertThat(portfolio.at("/health_indicators/2/target_value").asDouble()).isEqualTo(2);
        assertThat(portfolio.at("/health_indicators/2/status").asString()).isEqualTo("good");
        assertThat(data(world.path("health-summary"))
                        .at("/trends/velocity/values/0")
                        .asDouble())
                .isEqualTo(4);
    }

    @Test
    void borrowsNothingWhereNobodyKnowsItsShare() {
        List<Long> closed = closedSprints(8);
        long old = world.project("OLD", "high");
        long fresh = world.project("FRESH", "high");
        world.delivered(old, closed, 30, 30, 30, 30, 30, 30, 30, 30);
        world.delivered(fresh, closed.subList(7, 8), 0);

        JsonNode forecast = data(world.path("project-forecasts?remaining=40&project_keys=" + world.key("fresh")))
                .at("/forecasts/0");

        assertThat(forecast.at("/status").asString()).isEqualTo("insufficient_data");
    }

    @Test
    void tellsTheChanceOfFinishingFromWhatWasDelivered() {
        List<Long> closed = closedSprints(10);
        long sprint = world.activeSprint(0.5);
        long easy = world.project("EASY", "low");
        long hard = world.project("HARD", "critical");
        world.delivered(easy, closed, GOLDEN);
        world.delivered(hard, closed, GOLDEN);
        world.takesPart(easy, sprint, null);
        world.takesPart(hard, sprint, null);
        world.issues(easy, sprint, 2, of("new", 2.0));
        world.issues(hard, sprint, 10, of("new", 4.0));

        JsonNode portfolio = data(world.path("project-portfolio"));

        JsonNode first = portfolio.at("/projects/0");
        JsonNode second = portfolio.at("/projects/1");
        assertThat(first.at("/project_key").asString())
                .as("the most important one comes first")
                .isEqualTo(world.key("HARD"));
        assertThat(first.at("/completion_probability").asDouble()).isLessThan(0.15);
        assertThat(first.at("/health_status").asString()).isEqualTo("behind");
        assertThat(second.at("/completion_probability").asDouble()).isGreaterThan(0.7);
        assertThat(second.at("/velocity_average").asDouble()).isEqualTo(22);
        assertThat(second.at("/confidence_level").asDouble()).isEqualTo(50);
        assertThat(second.at("/estimated_completion_date").isString()).isTrue();
        assertThat(portfolio.at("/summary/estimated_sprint_completion").asString())
                .isGreaterThanOrEqualTo(first.at("/estimated_completion_date").asString());
    }

    @Test
    void countsSprintsOfTheBoardThatFinishedFromHere() {
        List<Long> closed = closedSprints(10);
        long sprint = world.activeSprint(0.5);
        long pay = world.project("PAY", "high");
        world.delivered(pay, closed, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10);
        for (int index = 0; index < 10; index++) {
            // Later it was less: what counts is what was known at this point of the sprint.
            world.stood(pay, closed.get(index), 3, index < 4 ? 10 : 12);
            world.stood(pay, closed.get(index), 12, 10);
        }
        world.takesPart(pay, sprint, null);
        world.issue(pay, sprint, of("new", 4.9));

        double chance = data(world.path("project-portfolio"))
                .at("/projects/0/completion_probability")
                .asDouble();

        assertThat(chance).isCloseTo(((10 + 0.75) / 13 + (4 + 0.9) / 13) / 2, within(1e-9));
    }

    @Test
    void forecastsWhatTheGoldenCaseSays() {
        long pay = world.project("PAY", "high");
        world.delivered(pay, closedSprints(10), GOLDEN);

        JsonNode forecasts = data(world.path("project-forecasts?remaining=100&seed=42"));

        JsonNode forecast = forecasts.at("/forecasts/0");
        assertThat(forecast.at("/p50/sprints").asInt()).isEqualTo(5);
        assertThat(forecast.at("/p85/sprints").asInt()).isEqualTo(7);
        assertThat(forecast.at("/p95/sprints").asInt()).isEqualTo(8);
        assertThat(forecast.at("/model/seed").asString()).isEqualTo("000000000000002a");
        assertThat(forecast.at("/quality").asString()).isEqualTo("ok");
        assertThat(forecasts.at("/sprint_id").isNull()).isTrue();
        assertThat(forecasts.at("/scope").asString()).isEqualTo("what_if");
        String today = forecasts.at("/as_of").asString();
        assertThat(forecast.at("/p50/date").asString())
                .isEqualTo(LocalDate.parse(today).plusDays(5 * 14).toString());
        assertThat(forecasts.at("/portfolio/p85/sprints").asInt()).isEqualTo(7);
    }

    @Test
    void inventsNoDate() {
        List<Long> closed = closedSprints(6);
        long never = world.project("NEVER", "low");
        world.delivered(never, closed, 0, 0, 0, 0, 0, 0);

        JsonNode forecast = data(world.path("project-forecasts?remaining=10")).at("/forecasts/0");
        assertThat(forecast.at("/status").asString()).isEqualTo("never");
        assertThat(forecast.at("/p85/date").isNull()).isTrue();
        assertThat(forecast.at("/p85/beyond_horizon").asBoolean()).isFalse();

        PortfolioWorld young = new PortfolioWorld(owner());
        long fresh = young.project("FRESH", "low");
        young.delivered(
                fresh, IntStream.range(0, 3).mapToObj(young::closedSprint).toList(), 5, 6, 7);
        JsonNode unknown = data(young.path("project-forecasts?remaining=10"));
        assertThat(unknown.at("/forecasts/0/status").asString()).isEqualTo("insufficient_data");
        assertThat(unknown.at("/forecasts/0/estimated_completion_date").isNull())
                .isTrue();
        assertThat(unknown.at("/forecasts/0/quality").isNull()).isTrue();
        assertThat(unknown.at("/portfolio/undecided").asInt()).isEqualTo(1);
        assertThat(unknown.at("/portfolio/p85/date").isNull()).isTrue();
    }

    @Test
    void borrowsTheHistoryOfTheBoard() {
        List<Long> closed = closedSprints(8);
        long old = world.project("OLD", "high");
        long fresh = world.project("FRESH", "high");
        world.delivered(old, closed, 30, 30, 30, 30, 30, 30, 30, 30);
        world.delivered(fresh, closed.subList(6, 8), 10, 10);

        JsonNode forecast = data(world.path("project-forecasts?remaining=40&project_keys=" + world.key("fresh")))
                .at("/forecasts/0");

        assertThat(forecast.at("/quality").asString()).isEqualTo("borrowed");
        assertThat(forecast.at("/status").asString()).isEqualTo("ok");
        assertThat(forecast.at("/risk_factors/0").asString()).isEqualTo("borrowed_history");
        assertThat(forecast.at("/confidence_level").asDouble()).isEqualTo(16);
        assertThat(forecast.at("/p50/sprints").asInt())
                .as("a quarter of the board's 30, or of its 40 once it took part")
                .isBetween(4, 6);
    }

    @Test
    void forecastsNothingToDoAsDoneToday() {
        long sprint = world.activeSprint(0.3);
        long idle = world.project("IDLE", "low");
        world.takesPart(idle, sprint, null);

        JsonNode forecasts = data(world.path("project-forecasts"));

        assertThat(forecasts.at("/forecasts/0/status").asString()).isEqualTo("done");
        assertThat(forecasts.at("/forecasts/0/p85/sprints").asInt()).isZero();
        assertThat(forecasts.at("/forecasts/0/p85/date").asString())
                .isEqualTo(forecasts.at("/as_of").asString());
        assertThat(forecasts.at("/portfolio/status").asString()).isEqualTo("done");
    }

    @Test
    void countsTheWholeBacklogWithTheMedianForWhatIsNotEstimated() {
        List<Long> closed = closedSprints(8);
        long sprint = world.activeSprint(0.3);
        long pay = world.project("PAY", "high");
        world.delivered(pay, closed, 10, 10, 10, 10, 10, 10, 10, 10);
        world.takesPart(pay, sprint, null);
        world.issues(pay, sprint, 5, of("new", 3.0));
        world.issue(pay, null, of("new", 9.0));
        world.issue(pay, null, of("new", null));

        assertThat(data(world.path("project-forecasts"))
                        .at("/forecasts/0/remaining_story_points")
                        .asDouble())
                .isEqualTo(5 * 3 + 9 + 3);
        assertThat(data(world.path("project-forecasts?scope=sprint"))
                        .at("/forecasts/0/remaining_story_points")
                        .asDouble())
                .isEqualTo(15);
    }

    @Test
    void saysTheSameForecastAllDayAndAnotherForAnotherSeed() {
        long pay = world.project("PAY", "high");
        world.delivered(pay, closedSprints(10), GOLDEN);
        String question = world.path("project-forecasts?remaining=300&include_cached=false");

        String once = data(question).toString();
        assertThat(data(question)).hasToString(once);
        assertThat(data(question + "&seed=7").toString()).isNotEqualTo(once);
        assertThat(data(question + "&confidence_threshold=0.51").at("/forecasts"))
                .isEmpty();
        assertThat(data(question + "&confidence_threshold=0.5").at("/forecasts"))
                .hasSize(1);
        assertThat(data(question + "&target_date=2999-01-01")
                        .at("/forecasts/0/probability_by_date")
                        .asDouble())
                .isGreaterThan(0.99);
        assertThat(data(question + "&target_date=2020-01-01")
                        .at("/forecasts/0/probability_by_date")
                        .asDouble())
                .isZero();
    }

    @Test
    void saysWhoMaySpendWhatAndHas() {
        long sprint = world.activeSprint(0.3);
        long pay = world.project("PAY", "high");
        world.takesPart(pay, sprint, 99.0);
        world.mayBeSpent(pay, sprint, "backend", 8);
        world.mayBeSpent(pay, sprint, "ops", 2);
        world.issue(pay, sprint, of("done", 5.0).by("ada", "backend"));
        world.issue(pay, sprint, of("indeterminate", 6.0).by("bob", "web"));
        world.issue(pay, sprint, of("new", 7.0).by("ada", "backend"));

        JsonNode allocation = data(world.path("resource-allocation"));

        JsonNode project = allocation.at("/allocations/0");
        assertThat(project.at("/allocated_capacity").asDouble()).isEqualTo(10);
        assertThat(project.at("/utilized_capacity").asDouble()).isEqualTo(11);
        assertThat(project.at("/utilization_percentage").asDouble()).isEqualTo(110);
        assertThat(project.at("/capacity_status").asString()).isEqualTo("normal");
        assertThat(project.at("/team_members_assigned").asInt()).isEqualTo(2);
        assertThat(project.at("/disciplines_involved").toString()).isEqualTo("[\"backend\",\"web\"]");
        assertThat(project.at("/disciplines").toString())
                .isEqualTo("[{\"team\":\"backend\",\"allocated\":8.0,\"utilized\":5.0},"
                        + "{\"team\":\"ops\",\"allocated\":2.0,\"utilized\":0.0},"
                        + "{\"team\":\"web\",\"allocated\":null,\"utilized\":6.0}]");
        assertThat(data(world.path("resource-allocation?include_discipline_breakdown=false"))
                        .at("/allocations/0/disciplines"))
                .isEmpty();
    }

    @Test
    void ranksAndFiltersAndSorts() {
        long sprint = world.activeSprint(0.3);
        String[] priorities = {"low", "critical", "high"};
        for (int index = 0; index < priorities.length; index++) {
            long project = world.project("P" + index, priorities[index]);
            world.takesPart(project, sprint, null);
            world.issues(project, sprint, index + 1, of("done", 1.0));
            world.issues(project, sprint, 3, of("new", 1.0));
        }

        assertThat(keys("project-portfolio")).containsExactly("P1", "P2", "P0");
        assertThat(keys("project-portfolio?sort=completion")).containsExactly("P0", "P1", "P2");
        assertThat(keys("project-portfolio?sort=-completion&limit=1&offset=1")).containsExactly("P1");
        assertThat(keys("project-portfolio?priority=low&priority=high&sort=project_key"))
                .containsExactly("P0", "P2");
        assertThat(keys("project-portfolio?min_completion_percentage=40&max_completion_percentage=40"))
                .containsExactly("P1");
        JsonNode rankings = data(world.path("project-rankings?ranking_criteria=completion&limit=2"));
        assertThat(rankings.at("/rankings/0/project_key").asString()).isEqualTo(world.key("P2"));
        assertThat(rankings.at("/rankings/0/rank").asInt()).isEqualTo(1);
        assertThat(rankings.at("/rankings")).hasSize(2);
        assertThat(rankings.at("/total_projects").asInt()).isEqualTo(3);
        JsonNode filtered = data(world.path("health-summary?priority=critical"));
        assertThat(filtered.at("/risk_summary/total_projects").asInt()).isEqualTo(1);
    }

    @Test
    void saysNoDataOfAnEmptySprint() {
        world.activeSprint(0.3);

        JsonNode health = data(world.path("health-summary"));
        JsonNode portfolio = data(world.path("project-portfolio"));

        assertThat(health.at("/overall_health").asString()).isEqualTo("no_data");
        assertThat(health.at("/risk_summary/risk_percentage").isNull()).isTrue();
        assertThat(health.at("/trends/velocity/direction").asString()).isEqualTo("unknown");
        assertThat(portfolio.at("/summary/overall_completion_percentage").isNull())
                .isTrue();
        assertThat(portfolio.at("/summary/estimated_sprint_completion").isNull())
                .isTrue();
        assertThat(portfolio.at("/projects")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "project-portfolio",
                "project-forecasts",
                "resource-allocation",
                "project-rankings",
                "health-summary"
            })
    void refusesWhatIsNotThere(String section) {
        assertError(get("/api/v1/meta-boards/4711/" + section), 404, "BOARD_NOT_FOUND");
        assertError(get("/api/v1/meta-boards/none/" + section), 404, "BOARD_NOT_FOUND");
        assertError(get(world.path(section)), 404, "NO_ACTIVE_SPRINT");
        long foreign = new PortfolioWorld(owner()).activeSprint(0.5);
        assertError(get(world.path(section) + "?sprint_id=" + foreign), 404, "SPRINT_NOT_FOUND");
        assertError(get(world.path(section) + "?sprint_id=999999999"), 404, "SPRINT_NOT_FOUND");
        assertError(get(world.path(section) + "?sprint_id=0"), 422, "VALIDATION");
        assertError(
                get(world.path(section) + "?min_completion_percentage=60&max_completion_percentage=40"),
                422,
                "VALIDATION");
        assertError(get(world.path(section) + "?no_such=1"), 422, "VALIDATION");
    }

    @ParameterizedTest
    @CsvSource({
        "confidence_threshold,1.1",
        "confidence_threshold,NaN",
        "confidence_threshold,-0.1",
        "scope,everything",
        "simulations,999",
        "simulations,50001",
        "seed,0x",
        "seed,many",
        "target_date,2026-02-30",
        "remaining,-1",
        "remaining,1e10",
        "remaining,Infinity"
    })
    void refusesForecastsOfNonsense(String name, String value) {
        HttpResponse<String> reply = get(world.path("project-forecasts?" + name + "=" + value));

        assertError(reply, 422, "VALIDATION");
        assertThat(json(reply).at("/error/details").has(name)).isTrue();
    }

    @Test
    void computesOnceUntilTheBoardChanges() {
        long sprint = world.activeSprint(0.5);
        long pay = world.project("PAY", "high");
        world.takesPart(pay, sprint, null);
        world.issue(pay, sprint, of("new", 5.0));

        assertThat(data(world.path("project-portfolio?priority=high&priority=low"))
                        .at("/data_freshness")
                        .asString())
                .isEqualTo("current");
        world.issue(pay, sprint, of("done", 5.0));
        JsonNode again = data(world.path("project-portfolio?priority=low&priority=high&limit=500"));
        assertThat(again.at("/data_freshness").asString()).isEqualTo("cached");
        assertThat(again.at("/projects/0/total_issues").asInt()).isEqualTo(1);
        JsonNode metrics = data(world.path("cache-metrics"));
        assertThat(metrics.at("/hits").asInt()).isEqualTo(1);
        assertThat(metrics.at("/misses").asInt()).isEqualTo(1);
        assertThat(metrics.at("/cache_hit_rate").asDouble()).isEqualTo(50);
        assertThat(metrics.at("/cache_entries").asInt()).isEqualTo(1);
        assertThat(metrics.at("/cache_size_mb").asDouble()).isGreaterThan(0.001);
        assertThat(metrics.at("/avg_query_time_ms").asDouble()).isPositive();

        world.inTransaction(
                transaction,
                () -> changes.publish(new Change(
                        "issues_imported",
                        "meta_board:" + world.board,
                        Map.of("board_id", world.board),
                        Audience.everyoneWith(Permissions.SPRINT_READ),
                        Set.of("meta_board:" + world.board))));

        JsonNode changed = data(world.path("project-portfolio?priority=high&priority=low"));
        assertThat(changed.at("/data_freshness").asString()).isEqualTo("current");
        assertThat(changed.at("/projects/0/total_issues").asInt()).isEqualTo(2);
    }

    @Test
    void computesAnewForWhoWantsNothingFromTheCache() {
        long sprint = world.activeSprint(0.5);
        long pay = world.project("PAY", "high");
        world.takesPart(pay, sprint, null);
        data(world.path("project-portfolio"));
        world.issue(pay, sprint, of("done", 5.0));

        JsonNode fresh = data(world.path("project-portfolio?include_cached=false"));

        assertThat(fresh.at("/data_freshness").asString()).isEqualTo("current");
        assertThat(fresh.at("/projects/0/total_issues").asInt()).isEqualTo(1);
        assertThat(data(world.path("project-portfolio"))
                        .at("/projects/0/total_issues")
                        .asInt())
                .as("what was computed is kept")
                .isEqualTo(1);
    }

    @Test
    void answersThatNothingChanged() {
        world.activeSprint(0.5);
        HttpResponse<String> first = get(world.path("project-portfolio"));

        HttpResponse<String> second = get(world.path("project-portfolio"), "If-None-Match", header(first, "ETag"));

        assertThat(header(first, "Cache-Control")).isEqualTo("private, max-age=0");
        assertThat(second.statusCode()).isEqualTo(304);
    }

    @Test
    void refreshesNotMoreOftenThanEveryTenSeconds() {
        long sprint = world.activeSprint(0.5);
        data(world.path("project-portfolio"));

        HttpResponse<String> refreshed = send("POST", world.path("refresh-cache"), null);
        HttpResponse<String> again = send("POST", world.path("refresh"), null);

        assertThat(refreshed.statusCode()).as(refreshed.body()).isEqualTo(200);
        JsonNode data = json(refreshed).at("/data");
        assertThat(data.at("/sprint_id").asLong()).isEqualTo(sprint);
        assertThat(data.at("/cache_entries_removed").asInt()).isEqualTo(1);
        assertThat(data.at("/cache_entries_refreshed").asInt()).isEqualTo(5);
        assertThat(data.at("/errors")).isEmpty();
        assertThat(data(world.path("project-portfolio")).at("/data_freshness").asString())
                .isEqualTo("cached");
        assertError(again, 429, "RATE_LIMITED");
        assertThat(Integer.parseInt(header(again, "Retry-After"))).isBetween(1, 10);
    }

    private List<String> keys(String question) {
        List<String> keys = new ArrayList<>();
        data(world.path(question))
                .at("/projects")
                .forEach(project ->
                        keys.add(project.at("/project_key").asString().replace("-" + world.board, "")));
        return keys;
    }

    /** Oldest first. */
    private List<Long> closedSprints(int count) {
        return IntStream.iterate(count - 1, ago -> ago >= 0, ago -> ago - 1)
                .mapToObj(world::closedSprint)
                .toList();
    }

    private JsonNode data(String path) {
        HttpResponse<String> reply = get(path);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return json(reply).at("/data");
    }

    private static void assertError(HttpResponse<String> reply, int status, String code) {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
        assertThat(json(reply).at("/error/code").asString()).isEqualTo(code);
    }
}
