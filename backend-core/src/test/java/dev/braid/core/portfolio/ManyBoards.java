package dev.braid.core.portfolio;

import dev.braid.core.sprint.MetaBoard;
import dev.braid.core.sprint.WorkingCalendar;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * A tracker's worth of boards in the middle of a sprint, after {@link #CLOSED} others: one of 50 projects, and smaller ones of 8. Issues of
 * all of them lie in the order that they were changed in, which is nobody's; each was planned into its sprint or added to it, was estimated
 * and moved on, and one in ten waits for another.
 */
final class ManyBoards {

    static final long LARGE = 1;
    static final int PROJECTS_OF_LARGE = 50;
    static final int CLOSED = 40;

    /** Board and number in one, as projects' ids are. */
    static final long RUNNING_OF_LARGE = sprintId(LARGE, CLOSED + 1);

    static final String BLOCKED_STATUS = "waiting";

    private static final int PROJECTS_OF_OTHERS = 8;

    private static final String SPRINTS = """
            INSERT INTO sprints (id, jira_sprint_id, name, state, start_date, end_date, complete_date, board_id, sync_status, created_at, updated_at)
            OVERRIDING SYSTEM VALUE
            SELECT b * 100 + n, b * 100 + n, 'Sprint ' || n, CASE WHEN n > :closed THEN 'active' ELSE 'closed' END, starts,
                starts + interval '14 days', CASE WHEN n <= :closed THEN starts + interval '14 days' END, b, 'completed', now(), now()
            FROM generate_series(1, :boards) b, generate_series(1, :closed + 1) n,
                LATERAL (SELECT now() - interval '2 hours' - (CASE b WHEN 1 THEN 7 ELSE b % 10 END + (:closed + 1 - n) * 14) * interval '1 day')
                    AS starting (starts)
            """;

    /** A backlog counts as sprint 0. */
    private static final String SLOTS = """
            CREATE TEMP TABLE slots AS
            SELECT row_number() OVER (ORDER BY hashint8(b * 7919 + n * 104729 + p * 1299709 + k * 15485863::bigint), b, n, p, k) AS id, b, n, p
            FROM generate_series(1, :boards) b, generate_series(0, :closed + 1) n,
                LATERAL generate_series(1, CASE b WHEN 1 THEN 50 ELSE 8 END) p,
                LATERAL generate_series(1, greatest(1, :share * CASE
                    WHEN n = 0 THEN CASE b WHEN 1 THEN 400 ELSE 100 END
                    WHEN n > :closed THEN CASE b WHEN 1 THEN 2000 ELSE 100 END
                    ELSE CASE b WHEN 1 THEN 20 ELSE 8 END END)::integer) k
            """;

    private static final String ISSUES = """
            INSERT INTO issues (jira_issue_id, issue_key, project_key, project_workstream_id, sprint_id, issue_type, is_subtask, status_name,
                status_category, priority, story_points, assignee_account_id, discipline_team, flagged, created_at, updated_at, resolved_at,
                deleted_at)
            SELECT slots.id, 'B' || b || 'P' || p || '-' || slots.id, 'B' || b || 'P' || p, b * 100 + p, CASE WHEN n > 0 THEN b * 100 + n END,
                (ARRAY['Story', 'Story', 'Task', 'Bug'])[1 + h % 4], h % 25 = 0,
                CASE WHEN h % 60 = 1 AND category <> 'done' THEN 'Waiting' WHEN category = 'new' THEN 'To do'
                    WHEN category = 'done' THEN 'Done' ELSE 'In progress' END,
                category, (ARRAY['critical', 'high', 'medium', 'medium', 'low'])[1 + h % 5],
                CASE WHEN h % 10 > 0 THEN (ARRAY[1, 2, 3, 5, 8])[1 + h / 10 % 5] END,
                CASE WHEN h % 7 > 0 THEN 'account-' || p || '-' || h % 20 END, (ARRAY['web', 'mobile', 'data', 'quality'])[1 + h / 7 % 4],
                h % 50 = 2, starts - interval '20 days', starts + interval '3 days',
                CASE category WHEN 'done' THEN starts + interval '3 days' END, CASE h % 100 WHEN 3 THEN now() END
            FROM slots LEFT JOIN sprints s ON s.id = b * 100 + n,
                LATERAL (SELECT hashint8(slots.id) & 2147483647, coalesce(s.start_date, now() - interval '10 days')) AS life (h, starts),
                LATERAL (SELECT CASE WHEN n = 0 THEN 'new' WHEN n <= :closed THEN CASE WHEN h % 11 > 0 THEN 'done' ELSE 'new' END
                    ELSE (ARRAY['done', 'indeterminate', 'done', 'new', 'done'])[1 + h % 5] END) AS state (category)
            ORDER BY slots.id
            """;

    /** Into its sprint, out of it again, estimated, estimated anew, begun, done: those that happened to it. */
    private static final String CHANGES = """
            INSERT INTO issue_changes (jira_issue_id, changed_at, field, from_value, to_value, jira_history_id)
            SELECT id, least(at, now()), field, before, after, id * 10 + kind
            FROM (
                SELECT i.jira_issue_id AS id, c.*
                FROM issues i LEFT JOIN sprints s ON s.id = i.sprint_id,
                    LATERAL (SELECT hashint8(i.jira_issue_id + 11) & 2147483647, coalesce(s.start_date, now() - interval '4 days'),
                        i.jira_issue_id / 1e7 * interval '1 minute') AS life (h, starts, apart),
                    LATERAL (VALUES
                        (1, i.sprint_id IS NOT NULL, 'sprint', CASE h % 5 WHEN 0 THEN (i.sprint_id - 1)::text END, i.sprint_id::text,
                            starts + apart + CASE WHEN h % 8 = 0 THEN h % 100 * interval '1 hour' + interval '2 hours'
                                ELSE -interval '2 days' END),
                        (2, i.sprint_id IS NULL AND h % 30 = 0, 'sprint', (i.project_workstream_id / 100 * 100 + :closed + 1)::text, NULL,
                            starts + apart),
                        (3, i.story_points IS NOT NULL, 'story_points', NULL, CASE WHEN h % 6 = 0 THEN '4' ELSE i.story_points::text END,
                            starts - interval '9 days'),
                        (4, i.story_points IS NOT NULL AND h % 6 = 0, 'story_points', '4', i.story_points::text,
                            starts + apart + (h / 6 % 12 - 6) * interval '1 day'),
                        (5, i.status_category <> 'new', 'status', 'new', 'indeterminate', starts + apart + h % 50 * interval '1 hour'),
                        (6, i.status_category = 'done', 'status', 'indeterminate', 'done',
                            starts + apart + (60 + h % 90) * interval '1 hour')
                    ) AS c (kind, happened, field, before, after, at)
                WHERE c.happened) history
            """;

    private static final String LINKS = """
            INSERT INTO issue_links (from_key, to_key, type, direction)
            SELECT CASE h % 2 WHEN 0 THEN issue_key ELSE other END, CASE h % 2 WHEN 0 THEN other ELSE issue_key END,
                CASE WHEN h % 20 < 2 THEN 'blocks' ELSE 'relates' END, CASE h % 2 WHEN 0 THEN 'inward' ELSE 'outward' END
            FROM (SELECT issue_key, lead(issue_key) OVER (PARTITION BY sprint_id ORDER BY jira_issue_id) AS other,
                    hashint8(jira_issue_id + 5) & 2147483647 AS h
                FROM issues WHERE sprint_id IS NOT NULL) linked
            WHERE h % 20 < 4 AND other IS NOT NULL
            """;

    /** Nine working days of each closed sprint, and its result. */
    private static final String METRICS = """
            INSERT INTO project_sprint_metrics (sprint_id, project_workstream_id, metrics_date, is_final, unit, total_issues, completed_issues,
                in_progress_issues, blocked_issues, total_story_points, completed_story_points, in_progress_story_points,
                completion_percentage, velocity, capacity_utilization, risk_score, health_status, captured_at)
            SELECT s.id, a.project_workstream_id, day, day = s.complete_date::date, 'story_points', 20, 0, 0, h % 3, total,
                round(total * delivered * nth / 10, 2), 0, round(100 * delivered * nth / 10, 2), round(total * delivered, 2), 80, 20,
                'on_track', now()
            FROM sprints s JOIN project_sprint_associations a ON a.sprint_id = s.id, generate_series(1, 10) nth,
                LATERAL (SELECT (s.start_date + CASE nth WHEN 10 THEN interval '14 days' ELSE nth * interval '1 day' END)::date) AS d (day),
                LATERAL (SELECT hashint8(s.id * 1000 + a.project_workstream_id) & 2147483647) AS r (h),
                LATERAL (SELECT 40 + h % 60, (60 + h / 60 % 41) / 100.0) AS v (total, delivered)
            WHERE s.state = 'closed'
            """;

    private static final String FORECASTS = """
            INSERT INTO forecast_log (board_id, project_workstream_id, as_of, closed_sprints, unit, remaining, n50, n85, n95, resolved_n,
                model_version)
            SELECT b, b * 100 + p, current_date - n * 14, :closed - n, 'story_points', 100, 2, 3, 4, 1 + n % 4, 1
            FROM generate_series(1, :boards) b, LATERAL generate_series(1, CASE b WHEN 1 THEN 50 ELSE 8 END) p, generate_series(1, 30) n
            """;

    private static final List<String> FILL = List.of(
            "SET session_replication_role = replica",
            """
            INSERT INTO meta_boards (board_id, board_name, configuration_name, blocked_statuses, working_days, last_synced_at, created_at,
                updated_at)
            SELECT b, 'Board ' || b, 'usual', ARRAY[:blocked], 127, now(), now(), now() FROM generate_series(1, :boards) b
            """,
            SPRINTS,
            """
            INSERT INTO project_workstreams (id, project_key, project_name, jira_board_id, priority, created_at, updated_at)
            OVERRIDING SYSTEM VALUE
            SELECT b * 100 + p, 'B' || b || 'P' || p, 'Project ' || p, b, (ARRAY['critical', 'high', 'medium', 'low'])[1 + p % 4], now(), now()
            FROM generate_series(1, :boards) b, LATERAL generate_series(1, CASE b WHEN 1 THEN 50 ELSE 8 END) p
            """,
            """
            INSERT INTO project_sprint_associations (sprint_id, project_workstream_id, expected_story_points, created_at, updated_at)
            SELECT s.id, w.id, 100, now(), now() FROM sprints s JOIN project_workstreams w ON w.jira_board_id = s.board_id
            """,
            """
            INSERT INTO project_capacity_allocations (sprint_id, project_workstream_id, discipline_team, allocated_points, created_at, updated_at)
            SELECT a.sprint_id, a.project_workstream_id, team, 500, now(), now()
            FROM project_sprint_associations a, unnest(ARRAY['web', 'mobile', 'data', 'quality']) team
            """,
            SLOTS,
            ISSUES,
            CHANGES,
            LINKS,
            METRICS,
            FORECASTS,
            "SET session_replication_role = DEFAULT");

    private ManyBoards() {}

    /**
     * @param owner of a database with the schema and nothing in it
     * @param share of the issues: at 1 the large board has 2,000 in its running sprint for each project
     */
    static void fill(DataSource owner, int boards, double share) throws SQLException {
        try (Connection connection = owner.getConnection()) {
            JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            FILL.forEach(statement -> jdbc.sql(statement)
                    .param("boards", boards)
                    .param("closed", CLOSED)
                    .param("share", share)
                    .param("blocked", BLOCKED_STATUS)
                    .update());
            jdbc.sql("VACUUM (ANALYZE)").update();
        }
    }

    static long sprintId(long board, int number) {
        return board * 100 + number;
    }

    /** Of the large board. */
    static Long[] workstreams() {
        return LongStream.rangeClosed(1, PROJECTS_OF_LARGE)
                .mapToObj(project -> LARGE * 100 + project)
                .toArray(Long[]::new);
    }

    /** Of the large board. */
    static Long[] closedSprints() {
        return LongStream.rangeClosed(1, CLOSED)
                .mapToObj(number -> sprintId(LARGE, (int) number))
                .toArray(Long[]::new);
    }

    static MetaBoard large() {
        return new MetaBoard(LARGE, "Board 1", new WorkingCalendar(ZoneId.of("UTC"), 127), Set.of(BLOCKED_STATUS));
    }
}
