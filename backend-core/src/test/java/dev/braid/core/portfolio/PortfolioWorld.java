package dev.braid.core.portfolio;

import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** A board of its own with sprints and projects, made row by row as the owner of the database. */
final class PortfolioWorld {

    private static final AtomicLong IDS = new AtomicLong(7_000_000);

    private static final Duration SPRINT = Duration.ofDays(14);

    private final JdbcClient owner;
    final long board = IDS.incrementAndGet();
    final Instant now = Instant.now();

    PortfolioWorld(JdbcClient owner) {
        this.owner = owner;
        owner.sql("""
                        INSERT INTO meta_boards (board_id, board_name, configuration_name, blocked_statuses, working_days, created_at, updated_at)
                        VALUES (?, 'Board ' || ?, 'usual', '{waiting}', 127, now(), now())
                        """).params(board, board).update();
    }

    String path(String section) {
        return "/api/v1/meta-boards/" + board + "/" + section;
    }

    /** Of which as much is over as this, all days being working days. */
    long activeSprint(double elapsed) {
        Instant start = now.minus(Duration.ofSeconds(Math.round(SPRINT.toSeconds() * elapsed)));
        return sprint("active", start, null);
    }

    /** The one that ended so many sprints before the active one began. */
    long closedSprint(int ago) {
        Instant start = now.minus(SPRINT.multipliedBy(ago + 1L)).minusSeconds(60);
        return sprint("closed", start, start.plus(SPRINT));
    }

    long sprintToCome(Duration away) {
        return sprint("future", now.plus(away), null);
    }

    void made(String issueKey, Instant at) {
        owner.sql("UPDATE issues SET created_at = ? WHERE issue_key = ?")
                .params(Timestamp.from(at), issueKey)
                .update();
    }

    void deleted(String issueKey, Instant at) {
        owner.sql("UPDATE issues SET deleted_at = ? WHERE issue_key = ?")
                .params(Timestamp.from(at), issueKey)
                .update();
    }

    /** As the service does what nobody asked for. */
    void inTransaction(TransactionTemplate transaction, Runnable work) {
        CurrentCaller.runAs(Caller.SYSTEM, () -> transaction.executeWithoutResult(status -> work.run()));
    }

    private long sprint(String state, Instant start, Instant completed) {
        return owner.sql("""
                        INSERT INTO sprints (jira_sprint_id, name, state, start_date, end_date, complete_date, board_id, created_at, updated_at)
                        VALUES (:jira, 'Sprint ' || :jira::text, :state, :start, :end, :completed, :board, now(), now()) RETURNING id
                        """)
                .param("jira", IDS.incrementAndGet())
                .param("state", state)
                .param("start", Timestamp.from(start))
                .param("end", Timestamp.from(start.plus(SPRINT)))
                .param("completed", completed == null ? null : Timestamp.from(completed), Types.TIMESTAMP)
                .param("board", board)
                .query(Long.class)
                .single();
    }

    long project(String key, String priority) {
        return owner.sql("""
                        INSERT INTO project_workstreams (project_key, project_name, jira_board_id, priority, created_at, updated_at)
                        VALUES (?, 'Project ' || ?, ?, ?, now(), now()) RETURNING id
                        """)
                .params(key + "-" + board, key, board, priority)
                .query(Long.class)
                .single();
    }

    /** As the world has it: keys are of one board only. */
    String key(String key) {
        return key + "-" + board;
    }

    void takesPart(long project, long sprint, Double expected) {
        owner.sql("""
                        INSERT INTO project_sprint_associations (sprint_id, project_workstream_id, expected_story_points, created_at, updated_at)
                        VALUES (?, ?, ?::numeric, now(), now())
                        """).params(sprint, project, expected).update();
    }

    /** What it delivered in closed sprints, oldest first; the sprints are the board's newest, made by {@link #closedSprint}. */
    void delivered(long project, List<Long> sprints, double... points) {
        for (int index = 0; index < points.length; index++) {
            long sprint = sprints.get(index);
            takesPart(project, sprint, null);
            owner.sql("""
                            INSERT INTO project_sprint_metrics (sprint_id, project_workstream_id, metrics_date, is_final, unit, total_issues,
                                completed_issues, in_progress_issues, blocked_issues, total_story_points, completed_story_points,
                                in_progress_story_points, completion_percentage, captured_at)
                            SELECT id, ?, complete_date::date, true, 'story_points', 0, 0, 0, 0, ?::numeric, ?::numeric, 0, 100, now()
                            FROM sprints WHERE id = ?
                            """).params(project, points[index], points[index], sprint).update();
        }
    }

    /** So many days after the sprint had begun it was to do so much, and had done nothing yet. */
    void stood(long project, long sprint, int days, double total) {
        owner.sql("""
                        INSERT INTO project_sprint_metrics (sprint_id, project_workstream_id, metrics_date, unit, total_issues, completed_issues,
                            in_progress_issues, blocked_issues, total_story_points, completed_story_points, in_progress_story_points,
                            completion_percentage, captured_at)
                        SELECT id, ?, start_date::date + ?::integer, 'story_points', 0, 0, 0, 0, ?::numeric, 0, 0, 0, now()
                        FROM sprints WHERE id = ?
                        """).params(project, days, total, sprint).update();
    }

    /** What is said of an issue. */
    record Issue(
            String category,
            Double points,
            String status,
            boolean flagged,
            String priority,
            String assignee,
            String team) {

        static Issue of(String category, Double points) {
            return new Issue(category, points, category, false, "medium", null, null);
        }

        Issue in(String other) {
            return new Issue(category, points, other, flagged, priority, assignee, team);
        }

        Issue withFlag() {
            return new Issue(category, points, status, true, priority, assignee, team);
        }

        Issue critical() {
            return new Issue(category, points, status, flagged, "critical", assignee, team);
        }

        Issue by(String person, String theirTeam) {
            return new Issue(category, points, status, flagged, priority, person, theirTeam);
        }
    }

    /** The key of the new issue. */
    String issue(long project, Long sprint, Issue issue) {
        long id = IDS.incrementAndGet();
        owner.sql("""
                        INSERT INTO issues (jira_issue_id, issue_key, project_key, project_workstream_id, sprint_id, issue_type, status_name,
                            status_category, priority, story_points, assignee_account_id, discipline_team, flagged, created_at, updated_at)
                        VALUES (?, 'I-' || ?, 'I', ?, ?, 'Story', ?, ?, ?, ?::numeric, ?, ?, ?, now(), now())
                        """)
                .params(
                        id,
                        id,
                        project,
                        sprint,
                        issue.status(),
                        issue.category(),
                        issue.priority(),
                        issue.points(),
                        issue.assignee(),
                        issue.team(),
                        issue.flagged())
                .update();
        return "I-" + id;
    }

    void issues(long project, long sprint, int count, Issue issue) {
        for (int index = 0; index < count; index++) {
            issue(project, sprint, issue);
        }
    }

    void waitsFor(String issue, String blocker) {
        owner.sql("INSERT INTO issue_links (from_key, to_key, type, direction) VALUES (?, ?, 'blocks', 'inward')")
                .params(issue, blocker)
                .update();
    }

    void changed(String issueKey, String field, String from, String to, Instant at) {
        owner.sql("""
                        INSERT INTO issue_changes (jira_issue_id, changed_at, field, from_value, to_value, jira_history_id)
                        SELECT jira_issue_id, ?, ?, ?, ?, ? FROM issues WHERE issue_key = ?
                        """)
                .params(Timestamp.from(at), field, from, to, IDS.incrementAndGet(), issueKey)
                .update();
    }

    void mayBeSpent(long project, long sprint, String team, double points) {
        owner.sql("""
                        INSERT INTO project_capacity_allocations (sprint_id, project_workstream_id, discipline_team, allocated_points, created_at,
                            updated_at) VALUES (?, ?, ?, ?, now(), now())
                        """).params(sprint, project, team, points).update();
    }
}
