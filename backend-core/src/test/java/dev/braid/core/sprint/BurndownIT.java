package dev.braid.core.sprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** How sprints were worked off, and what analyses keep of it. */
class BurndownIT extends SprintTestServer {

    private static final String ISSUES =
            "issue_id,issue_key,sprint_id,status_name,status_category,story_points,discipline_team,"
                    + "assignee_account_id,is_subtask,created_at,updated_at,deleted_at";
    private static final String CHANGES = "history_id,issue_id,changed_at,field,from_value,to_value";

    @TempDir
    private Path folder;

    @Autowired
    private SprintImport imports;

    private SprintFiles files;
    private long board;
    private long sprint;
    private long other;

    @BeforeEach
    void aFolder() {
        files = new SprintFiles(folder);
        board = anId();
        sprint = anId();
        other = anId();
    }

    /** From Thursday to Tuesday; in the night to Sunday Berlin has 23 hours. */
    @Test
    void countsTheDaysOfTheBoardAcrossAChangeOfItsClock() throws Exception {
        long id = closedInBerlin();

        JsonNode burndown = read(path(id) + "/burndown");

        assertThat(burndown.at("/unit").asString()).isEqualTo("story_points");
        assertThat(burndown.at("/time_zone").asString()).isEqualTo("Europe/Berlin");
        assertThat(burndown.at("/committed").asDouble()).isEqualTo(8);
        assertThat(days(burndown))
                .containsExactly(
                        "2026-03-26 8.0 0.0 8.0",
                        // 23:30 UTC on Thursday is Friday in Berlin: five points were done.
                        "2026-03-27 3.0 5.0 8.0",
                        // On Sunday evening, 21:59:59Z in summer, two came in; at 22:00Z it was Monday, and one went.
                        "2026-03-30 4.0 5.0 9.0",
                        "2026-03-31 0.0 9.0 9.0");
        assertThat(burndown.at("/remaining").asDouble()).isZero();
        assertThat(burndown.at("/completed").asDouble()).isEqualTo(9);
    }

    @Test
    void countsWhatLeavesWithTheCompletionAsLeftUndone() throws Exception {
        sprints("closed", "2026-01-05T08:00:00Z", "2026-01-16T16:00:00Z", "2026-01-16T16:00:00Z", 127);
        Instant before = Instant.parse("2026-01-01T00:00:00Z");
        files.write(
                "issues.csv",
                ISSUES,
                issue(1, 0, "new", "3", before).replace(",0,", ",,"),
                issue(2, sprint, "done", "5", before));
        files.write("changes.csv", CHANGES, change(1, 1, "2026-01-16T16:00:00Z,sprint,%d,".formatted(sprint)));
        imports.load(folder);

        JsonNode burndown = read(path(idOf(sprint)) + "/burndown");

        assertThat(burndown.at("/scope").asDouble()).isEqualTo(8);
        assertThat(burndown.at("/remaining").asDouble()).isEqualTo(3);
    }

    @Test
    void anActiveSprintHasDaysUpToToday() throws Exception {
        Instant now = Instant.now();
        sprints(
                "active",
                now.minus(Duration.ofDays(3)).toString(),
                now.plus(Duration.ofDays(11)).toString(),
                "",
                127);
        files.write("issues.csv", ISSUES, issue(1, sprint, "new", "3", now.minus(Duration.ofDays(9))));
        imports.load(folder);

        JsonNode burndown = read(path(idOf(sprint)) + "/burndown");

        assertThat(burndown.at("/days")).hasSize(4);
        assertThat(burndown.at("/days/3/date").asString())
                .isEqualTo(now.toString().substring(0, 10));
        assertThat(burndown.at("/days/3/remaining").asDouble()).isEqualTo(3);
    }

    @Test
    void countsIssuesWhereTooFewAreEstimated() throws Exception {
        sprints("active", "2026-01-05T08:00:00Z", "2026-01-19T08:00:00Z", "", 31);
        Instant before = Instant.parse("2026-01-01T00:00:00Z");
        files.write(
                "issues.csv",
                ISSUES,
                issue(1, sprint, "done", "3", before),
                issue(2, sprint, "new", "", before),
                issue(3, sprint, "new", "", before));
        imports.load(folder);

        JsonNode burndown = read(path(idOf(sprint)) + "/burndown");

        assertThat(burndown.at("/unit").asString()).isEqualTo("issues");
        assertThat(burndown.at("/scope").asDouble()).isEqualTo(3);
        assertThat(burndown.at("/completed").asDouble()).isEqualTo(1);
    }

    @Test
    void aSprintToComeHasNoDays() {
        long id = aSprint("future", "NULL", "NULL");

        JsonNode burndown = read(path(id) + "/burndown");

        assertThat(burndown.at("/days")).isEmpty();
        assertThat(burndown.at("/scope").asDouble()).isZero();
    }

    @Test
    void analysesSayWhatWasFoundAndAreKept() throws Exception {
        long id = closedInBerlin();
        forget();

        JsonNode velocity = analyzed(id, "velocity");
        JsonNode teams = analyzed(id, "discipline_team");
        JsonNode capacity = analyzed(id, "capacity");
        JsonNode burndown = analyzed(id, "burndown");

        assertThat(velocity.at("/result/committed_at_start").asDouble()).isEqualTo(8);
        assertThat(velocity.at("/result/added").asDouble()).isEqualTo(2);
        assertThat(velocity.at("/result/removed").asDouble()).isEqualTo(1);
        assertThat(velocity.at("/result/delivered").asDouble()).isEqualTo(9);
        assertThat(velocity.at("/total_issues").asInt()).isEqualTo(3);
        assertThat(velocity.at("/total_story_points").asDouble()).isEqualTo(9);
        assertThat(velocity.at("/created_by").asString()).isEqualTo(manager.id());
        assertThat(velocity.at("/project_breakdown/P%d/completed_story_points".formatted(board))
                        .asDouble())
                .isEqualTo(9);
        assertThat(teams.at("/result/teams")).hasSize(2);
        assertThat(teams.at("/result/teams/0/team").isNull()).isTrue();
        assertThat(teams.at("/result/teams/1/team").asString()).isEqualTo("Backend");
        assertThat(teams.at("/result/teams/1/total_story_points").asDouble()).isEqualTo(7);
        assertThat(capacity.at("/result/assignees").asInt()).isEqualTo(1);
        assertThat(capacity.at("/result/unassigned_issues").asInt()).isEqualTo(1);
        assertThat(burndown.at("/result/days")).hasSize(4);
        assertThat(burndown.at("/result/days/0/date").asString()).isEqualTo("2026-03-26");

        JsonNode page = read(path(id) + "/analyses?limit=2");
        assertThat(page.at("/total").asInt()).isEqualTo(4);
        assertThat(page.at("/items/0")).isEqualTo(burndown);
        assertThat(read(path(id) + "/analyses?type=capacity").at("/items")).hasSize(1);
        assertThat(read(path(id) + "/latest-analysis")).isEqualTo(burndown);
        assertThat(read(path(id) + "/latest-analysis?type=velocity")).isEqualTo(velocity);
        assertThat(told()).isEmpty();
    }

    @Test
    void aSprintThatNobodyAnalysedHasNoAnalysis() {
        long id = aSprint("future", "NULL", "NULL");

        assertError(ask(manager, "GET", path(id) + "/latest-analysis", null), 404, "ANALYSIS_NOT_FOUND");
        assertThat(read(path(id) + "/analyses").at("/items")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?type=", "?type=mood", "?type=velocity&type=capacity", "?type=velocity&x=1"})
    void namesWhatIsWrongWithTheType(String query) {
        long id = aSprint("future", "NULL", "NULL");

        assertError(ask(manager, "POST", path(id) + "/analyze" + query, null), 422, "VALIDATION");
    }

    @Test
    void aSprintWithoutItsIssuesSaysWhatWasRecordedAndNothingElse() throws Exception {
        files.write(
                "velocity_history.csv",
                "project,board_id,seq,sprint_id,plan_days,committed_at_start,added_by_80pct,removed_by_80pct,delivered",
                "p%d,1,1,8,14,20,5,3,17".formatted(board));
        imports.load(folder);
        long id = owner().sql("SELECT id FROM sprints WHERE source_key = ?")
                .param("velocity:p%d:1:8".formatted(board))
                .query(Long.class)
                .single();

        JsonNode burndown = read(path(id) + "/burndown");
        assertThat(burndown.at("/days")).isEmpty();
        assertThat(burndown.at("/committed").asDouble()).isEqualTo(20);
        assertThat(burndown.at("/scope").asDouble()).isEqualTo(22);
        assertThat(burndown.at("/remaining").asDouble()).isEqualTo(5);
        assertError(ask(manager, "POST", path(id) + "/analyze?type=velocity", null), 409, "CONFLICT");
        assertThat(read(path(id) + "/latest-analysis").at("/result/delivered").asDouble())
                .isEqualTo(17);
    }

    private long closedInBerlin() throws Exception {
        sprints("closed", "2026-03-26T08:00:00Z", "2026-04-02T08:00:00Z", "2026-03-31T15:00:00Z", 31);
        Instant before = Instant.parse("2026-03-20T00:00:00Z");
        files.write(
                "issues.csv",
                ISSUES,
                issue(1, sprint, "done", "5", before),
                issue(2, sprint, "done", "2", before),
                issue(3, sprint, "done", "2", before).replace(",Backend,ada,", ",,,"),
                // Never in scope, or not any more.
                issue(4, sprint, "new", "50", before).replace(",false,", ",true,"),
                issue(5, 0, "new", "1", before).replace(",0,", ",,"),
                issue(6, sprint, "new", "50", before) + "2026-03-25T00:00:00Z");
        files.write(
                "changes.csv",
                CHANGES,
                change(1, 1, "2026-03-26T23:30:00Z,status,indeterminate,done"),
                change(2, 2, "2026-03-31T14:00:00Z,status,new,done"),
                change(3, 3, "2026-03-29T21:59:59Z,sprint,%d,%d".formatted(other, sprint)),
                change(4, 3, "2026-03-31T14:30:00Z,status,new,done"),
                change(5, 5, "2026-03-29T22:00:00Z,sprint,%d,".formatted(sprint)));
        imports.load(folder);
        return idOf(sprint);
    }

    private void sprints(String state, String start, String end, String completed, int days) {
        files.write(
                "boards.csv",
                "board_id,board_name,time_zone,working_days",
                "%d,Board,%s,%d".formatted(board, days == 31 ? "Europe/Berlin" : "UTC", days));
        files.write(
                "sprints.csv",
                "sprint_id,name,state,board_id,start_date,end_date,complete_date",
                "%d,Sprint,%s,%d,%s,%s,%s".formatted(sprint, state, board, start, end, completed),
                "%d,Other,future,%d,,,".formatted(other, board));
    }

    private String issue(int number, long inSprint, String category, String points, Instant created) {
        return "%d,P%d-%d,%d,Any,%s,%s,Backend,ada,false,%s,%s,"
                .formatted(sprint * 10 + number, board, number, inSprint, category, points, created, created);
    }

    private String change(int number, int issue, String change) {
        return "%d,%d,%s".formatted(sprint * 10 + number, sprint * 10 + issue, change);
    }

    private long aSprint(String state, String start, String end) {
        long onBoard = aBoard();
        return owner().sql("""
                        INSERT INTO sprints (name, state, start_date, end_date, board_id, created_at, updated_at)
                        VALUES ('Sprint', '%s', %s, %s, %d, now(), now()) RETURNING id
                        """.formatted(state, start, end, onBoard))
                .query(Long.class)
                .single();
    }

    private static long idOf(long jiraSprintId) {
        return owner().sql("SELECT id FROM sprints WHERE jira_sprint_id = ?")
                .param(jiraSprintId)
                .query(Long.class)
                .single();
    }

    private JsonNode analyzed(long id, String type) {
        return data(ask(manager, "POST", path(id) + "/analyze?type=" + type, null), 201);
    }

    private static String path(long id) {
        return "/api/v1/sprints/" + id;
    }

    private static List<String> days(JsonNode burndown) {
        return burndown.at("/days")
                .valueStream()
                .map(day -> "%s %s %s %s"
                        .formatted(
                                day.at("/date").asString(),
                                day.at("/remaining").asDouble(),
                                day.at("/completed").asDouble(),
                                day.at("/scope").asDouble()))
                .toList();
    }
}
