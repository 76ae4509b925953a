package dev.braid.core.portfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.core.CoreTestServer;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.sprint.SprintListener;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What the service keeps of projects when sprints and issues change, as its own role. */
class AdoptedProjectsIT extends CoreTestServer {

    private static final AtomicLong NUMBER = new AtomicLong(7_100_000);
    private static final Instant START = Instant.parse("2026-06-01T08:00:00Z");
    private static final Instant COMPLETED = Instant.parse("2026-06-05T16:00:00Z");

    @Autowired
    private SprintListener adopted;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private PlatformTransactionManager transactions;

    private long board;
    private String project;

    @BeforeEach
    void aBoard() {
        anAccountOf("adopts");
        board = NUMBER.incrementAndGet();
        project = "AD" + board;
        owner().sql("""
                        INSERT INTO meta_boards (board_id, board_name, configuration_name, created_at, updated_at)
                        VALUES (?, 'adopted', 'default', now(), now())
                        """).param(board).update();
    }

    @Test
    void aClosedSprintsResultFollowsItsIssues() {
        long sprint = closedSprint();
        long done = issue(sprint, "done", 5);
        issue(sprint, "new", 3);

        change(() -> {});
        List<String> first = results(sprint);
        change(() -> {
            history(done, "2026-06-08T09:00:00Z", "story_points", "5", "8");
            update("UPDATE issues SET story_points = 8 WHERE jira_issue_id = ?", done);
        });
        List<String> estimatedLater = results(sprint);
        change(() -> {
            history(done, "2026-06-04T09:00:00Z", "story_points", "2", "5");
            history(done, "2026-06-07T09:00:00Z", "status", "new", "done");
        });

        assertThat(first).containsExactly("2026-06-05 8.00 5.00 62.50 5.00, delivered 5.00 of 8.00");
        assertThat(estimatedLater).isEqualTo(first);
        assertThat(results(sprint))
                .as("it was done only after the sprint, and was smaller before it")
                .containsExactly("2026-06-05 8.00 0.00 0.00 0.00, delivered 0.00 of 5.00");
    }

    @Test
    void aResultMovesWithTheDayOfCompletion() {
        long sprint = closedSprint();
        issue(sprint, "done", 5);
        change(() -> {});

        change(() -> update("UPDATE sprints SET complete_date = '2026-06-09T16:00:00Z' WHERE id = ?", sprint));

        assertThat(results(sprint)).containsExactly("2026-06-09 5.00 5.00 100.00 5.00, delivered 5.00 of 5.00");
        assertThat(count("SELECT count(*) FROM project_sprint_metrics WHERE sprint_id = ?", sprint))
                .isEqualTo(9);
    }

    @Test
    void whatASnapshotSawIsLeftButForTheResult() {
        long sprint = closedSprint();
        long issue = issue(sprint, "done", 5);
        change(() -> {});
        owner().sql("""
                        UPDATE project_sprint_metrics SET health_status = 'behind', risk_score = 61, blocked_issues = 1
                        WHERE sprint_id = ? AND metrics_date >= '2026-06-04'
                        """).param(sprint).update();

        change(() -> update("UPDATE issues SET story_points = 13 WHERE jira_issue_id = ?", issue));

        assertThat(owner().sql("""
                                SELECT concat_ws(' ', metrics_date, total_story_points, blocked_issues, coalesce(health_status, '-'))
                                FROM project_sprint_metrics WHERE sprint_id = ? ORDER BY metrics_date
                                """).param(sprint).query(String.class).list())
                .containsExactly(
                        "2026-06-01 13.00 0 -",
                        "2026-06-02 13.00 0 -",
                        "2026-06-03 13.00 0 -",
                        "2026-06-04 5.00 1 behind",
                        "2026-06-05 13.00 0 behind");
    }

    @Test
    void anotherMappingGivesIssuesAnotherProject() {
        long sprint = closedSprint();
        issue(sprint, "done", 5);
        change(() -> {});

        change(() -> update("""
                        UPDATE meta_boards SET project_mappings = jsonb_build_array(
                            jsonb_build_object('project_key', project_mappings, 'match', 'key'),
                            jsonb_build_object('project_key', 'TO' || board_id, 'match', 'key', 'value', 'AD' || board_id))
                        WHERE board_id = ?
                        """, board));

        assertThat(owner().sql("""
                                SELECT w.project_key FROM issues i JOIN project_workstreams w ON w.id = i.project_workstream_id
                                WHERE i.sprint_id = ?
                                """).param(sprint).query(String.class).list()).containsExactly("TO" + board);
        assertThat(participants(sprint)).containsExactly("TO" + board + " 5.00");
        assertThat(results(sprint))
                .as("and none of the project that they were of")
                .containsExactly("2026-06-05 5.00 5.00 100.00 5.00, delivered 5.00 of 5.00");
    }

    @Test
    void whoLeavesBeforeASprintBeginsHasNoPartInIt() {
        long sprint = closedSprint();
        update("UPDATE sprints SET state = 'future', complete_date = NULL WHERE id = ?", sprint);
        issue(sprint, "done", 5);
        long other = issueOf("LEFT" + board, sprint, "new", 3);
        change(() -> {});
        List<String> planned = participants(sprint);

        change(() -> moveOut(other, "2026-05-31T08:00:00Z"));
        List<String> begun = participants(sprint);
        change(() -> update("UPDATE sprints SET state = 'closed', complete_date = end_date WHERE id = ?", sprint));

        assertThat(planned).containsExactly(project + " -", "LEFT" + board + " -");
        assertThat(begun).containsExactly(project + " -");
        assertThat(participants(sprint)).containsExactly(project + " 5.00");
        assertThat(results(sprint)).containsExactly("2026-06-05 5.00 5.00 100.00 5.00, delivered 5.00 of 5.00");
    }

    @Test
    void whoLeavesASprintThatRunsTookPartWithNothingDone() {
        long sprint = closedSprint();
        long left = issue(sprint, "new", 3);
        change(() -> {});

        change(() -> moveOut(left, "2026-06-03T08:00:00Z"));

        assertThat(participants(sprint)).containsExactly(project + " 3.00");
        assertThat(results(sprint)).containsExactly("2026-06-05 0.00 0.00 0.00 0.00, delivered 0.00 of 3.00");
    }

    @ParameterizedTest
    @CsvSource({
        "created_by = 'adopts', true",
        "association_type = 'dependency', true",
        "notes = 'asked for', true",
        "is_active = false, true",
        "project_priority = 1, false"
    })
    void whatSomebodySaidOfATakingPartStays(String said, boolean stays) {
        long sprint = closedSprint();
        long left = issue(sprint, "new", 3);
        change(() -> {});
        owner().sql("UPDATE project_sprint_associations SET " + said + " WHERE sprint_id = ?")
                .param(sprint)
                .update();

        change(() -> moveOut(left, "2026-05-31T08:00:00Z"));

        assertThat(participants(sprint)).hasSize(stays ? 1 : 0);
    }

    @Test
    void whoMaySpendSomethingKeepsTakingPart() {
        long sprint = closedSprint();
        long left = issue(sprint, "new", 3);
        change(() -> {});
        owner().sql("""
                        INSERT INTO project_capacity_allocations (sprint_id, project_workstream_id, discipline_team, allocated_points,
                            created_at, updated_at)
                        SELECT sprint_id, project_workstream_id, 'Backend', 20, now(), now()
                        FROM project_sprint_associations WHERE sprint_id = ?
                        """).param(sprint).update();

        change(() -> moveOut(left, "2026-05-31T08:00:00Z"));

        assertThat(participants(sprint)).containsExactly(project + " 0.00");
    }

    @Test
    void whatWasCommittedToFollowsUnlessSomebodySaidIt() {
        long sprint = closedSprint();
        long grown = issue(sprint, "done", 5);
        change(() -> {});
        List<String> first = participants(sprint);

        change(() -> history(grown, "2026-06-03T09:00:00Z", "story_points", "3", "5"));
        List<String> known = participants(sprint);
        owner().sql("""
                        UPDATE project_sprint_associations SET expected_story_points = 13, created_by = 'adopts' WHERE sprint_id = ?
                        """).param(sprint).update();
        change(() -> history(grown, "2026-06-02T09:00:00Z", "story_points", "2", "3"));

        assertThat(first).containsExactly(project + " 5.00");
        assertThat(known).containsExactly(project + " 3.00");
        assertThat(participants(sprint)).containsExactly(project + " 13.00");
    }

    @Test
    void daysAreWrittenInTheOrderInWhichSnapshotsAre() {
        long recorded = closedSprint();
        update("UPDATE sprints SET jira_project_key = ? WHERE id = ?", project, recorded);
        update("""
                INSERT INTO sprint_analyses (sprint_id, analysis_type, project_key, result, created_at)
                VALUES (?, 'velocity', ?, '{"delivered": 3}', now())
                """, recorded, project);
        long sprint = closedSprint();
        issueOf("B" + board, sprint, "done", 5);
        issueOf("A" + board, sprint, "done", 5);

        change(() -> {});

        assertThat(owner().sql("""
                                SELECT sprint_id::text FROM (
                                    SELECT m.*, row_number() OVER (ORDER BY m.id) AS written,
                                        row_number() OVER (ORDER BY sprint_id, project_workstream_id, metrics_date) AS place
                                    FROM project_sprint_metrics m WHERE m.sprint_id IN (?, ?)) ordered
                                WHERE written <> place
                                """).params(recorded, sprint).query(String.class).list())
                .isEmpty();
        assertThat(results(recorded)).hasSize(1);
        assertThat(results(sprint)).hasSize(2);
    }

    @Test
    void aRetiredProjectsKeyIsUsedAgain() {
        long sprint = closedSprint();
        issue(sprint, "done", 5);
        change(() -> {});
        owner().sql("UPDATE project_workstreams SET is_active = false WHERE project_key = ?")
                .param(project)
                .update();

        change(() -> {});

        assertThat(count("SELECT count(*) FROM project_workstreams WHERE is_active AND jira_board_id = ?", board))
                .isOne();
        assertThat(count("SELECT count(*) FROM project_workstreams WHERE NOT is_active AND jira_board_id = ?", board))
                .isOne();
    }

    @Test
    void onlyWhatDiffersIsWrittenAndEveryoneWhoMayReadPortfoliosIsToldOnceOfEachBoard() {
        long sprint = closedSprint();
        issue(sprint, "done", 5);
        change(() -> {});
        List<String> versions = versions(sprint);

        change(() -> {});

        assertThat(versions(sprint)).isEqualTo(versions);
        assertThat(owner().sql("""
                                SELECT concat_ws(' ', event_type, data, audience, permission, tags) FROM change_events
                                WHERE aggregate = ? ORDER BY id
                                """)
                        .param("meta_board:" + board)
                        .query(String.class)
                        .list())
                .hasSize(2)
                .containsOnly(
                        "portfolio_updated {\"board_id\":%1$d} portfolio:read {meta_board:%1$d}".formatted(board));
    }

    @Test
    void belongsToTheTransactionOfTheChange() {
        long sprint = closedSprint();
        issue(sprint, "done", 5);

        assertThatThrownBy(() -> change(() -> {
                    throw new IllegalStateException("changed my mind");
                }))
                .hasMessage("changed my mind");
        assertThatThrownBy(() -> adopted.changed(Set.of(board))).hasMessageContaining("transaction: none");

        assertThat(count("SELECT count(*) FROM change_events WHERE aggregate = ?", "meta_board:" + board))
                .isZero();
    }

    private void change(Runnable work) {
        CurrentCaller.runAs(
                Caller.onBehalfOf("adopts"),
                () -> new TransactionTemplate(transactions).executeWithoutResult(status -> {
                    work.run();
                    adopted.changed(Set.of(board));
                }));
    }

    private List<String> results(long sprint) {
        return owner().sql("""
                        SELECT concat_ws(' ', metrics_date, total_story_points, completed_story_points, completion_percentage,
                            velocity || ', delivered', actual_story_points, 'of', expected_story_points)
                        FROM project_sprint_metrics m JOIN project_sprint_associations a USING (sprint_id, project_workstream_id)
                        WHERE m.sprint_id = ? AND is_final
                        """).param(sprint).query(String.class).list();
    }

    /** Of which projects, and what they committed to. */
    private static List<String> participants(long sprint) {
        return owner().sql("""
                        SELECT w.project_key || ' ' || coalesce(a.expected_story_points::text, '-')
                        FROM project_sprint_associations a JOIN project_workstreams w ON w.id = a.project_workstream_id
                        WHERE a.sprint_id = ? ORDER BY 1
                        """).param(sprint).query(String.class).list();
    }

    private void moveOut(long issue, String at) {
        String sprint = jdbc.sql("SELECT sprint_id::text FROM issues WHERE jira_issue_id = ?")
                .param(issue)
                .query(String.class)
                .single();
        history(issue, at, "sprint", sprint, null);
        update("UPDATE issues SET sprint_id = NULL WHERE jira_issue_id = ?", issue);
    }

    /** Which transaction wrote each row. */
    private static List<String> versions(long sprint) {
        return owner().sql("""
                        SELECT 'm' || id || ' ' || xmin::text FROM project_sprint_metrics WHERE sprint_id = :sprint
                        UNION ALL SELECT 'a' || id || ' ' || xmin::text FROM project_sprint_associations WHERE sprint_id = :sprint
                        UNION ALL SELECT 'i' || jira_issue_id || ' ' || xmin::text FROM issues WHERE sprint_id = :sprint
                        ORDER BY 1
                        """).param("sprint", sprint).query(String.class).list();
    }

    private long closedSprint() {
        return owner().sql("""
                        INSERT INTO sprints (jira_sprint_id, name, state, start_date, end_date, complete_date, board_id, created_at, updated_at)
                        VALUES (?, 'adopted', 'closed', ?, ?, ?, ?, now(), now()) RETURNING id
                        """)
                .params(
                        NUMBER.incrementAndGet(),
                        Timestamp.from(START),
                        Timestamp.from(COMPLETED),
                        Timestamp.from(COMPLETED),
                        board)
                .query(Long.class)
                .single();
    }

    private long issue(long sprint, String category, @Nullable Integer points) {
        return issueOf(project, sprint, category, points);
    }

    private static long issueOf(String project, long sprint, String category, @Nullable Integer points) {
        long id = NUMBER.incrementAndGet();
        owner().sql("""
                        INSERT INTO issues (jira_issue_id, issue_key, project_key, sprint_id, issue_type, status_name, status_category,
                            story_points, created_at, updated_at)
                        VALUES (?, ?, ?, ?, 'Story', 'any', ?, ?, ?, now())
                        """)
                .params(
                        id,
                        project + "-" + id,
                        project,
                        sprint,
                        category,
                        points,
                        Timestamp.from(START.minusSeconds(86_400)))
                .update();
        return id;
    }

    private void history(long issue, String at, String field, String from, @Nullable String to) {
        jdbc.sql("""
                        INSERT INTO issue_changes (jira_issue_id, changed_at, field, from_value, to_value, jira_history_id)
                        VALUES (?, ?, ?, ?, ?, ?)
                        """)
                .params(issue, Timestamp.from(Instant.parse(at)), field, from, to, NUMBER.incrementAndGet())
                .update();
    }

    private void update(String sql, Object... parameters) {
        jdbc.sql(sql).params(parameters).update();
    }

    private static long count(String sql, Object... parameters) {
        return owner().sql(sql).params(parameters).query(Long.class).single();
    }
}
