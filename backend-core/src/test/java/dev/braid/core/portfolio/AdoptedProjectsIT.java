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
                .as("it was done only after the sprint")
                .containsExactly("2026-06-05 8.00 0.00 0.00 0.00, delivered 0.00 of 8.00");
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

    private void history(long issue, String at, String field, String from, String to) {
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
