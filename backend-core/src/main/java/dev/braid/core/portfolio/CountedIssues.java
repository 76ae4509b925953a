package dev.braid.core.portfolio;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What is in a sprint, counted in the database: one row for each project, however many issues it has. */
@Repository
class CountedIssues {

    static final String PROJECTS = """
            SELECT w.id, w.project_key, w.project_name, w.priority, a.project_priority, a.expected_story_points
            FROM project_sprint_associations a JOIN project_workstreams w ON w.id = a.project_workstream_id
            WHERE a.sprint_id = :sprint AND a.is_active AND w.is_active
            ORDER BY w.project_key
            """;

    private static final String PROJECTS_OF_BOARD = """
            SELECT id, project_key, project_name, priority, NULL::integer AS project_priority, NULL::numeric AS expected_story_points
            FROM project_workstreams w
            WHERE is_active AND EXISTS (SELECT FROM project_sprint_associations a JOIN sprints s ON s.id = a.sprint_id
                WHERE a.project_workstream_id = w.id AND a.is_active AND s.board_id = :board)
            ORDER BY project_key
            """;

    /**
     * From the index issues_scope alone; who is blocked by a link only is counted by {@link #BLOCKED_BY_LINKS}. Issues that nothing tells
     * apart follow each other in the index: they are counted first, and then looked at as one.
     */
    static final String COUNTS = """
            SELECT project_workstream_id, sum(issues) AS total,
                coalesce(sum(issues) FILTER (WHERE status_category = 'done'), 0) AS completed,
                coalesce(sum(issues) FILTER (WHERE status_category = 'indeterminate'), 0) AS in_progress,
                coalesce(sum(issues) FILTER (WHERE is_blocked), 0) AS blocked,
                sum(estimated) AS estimated,
                coalesce(sum(points), 0) AS total_points,
                coalesce(sum(points) FILTER (WHERE status_category = 'done'), 0) AS completed_points,
                coalesce(sum(points) FILTER (WHERE status_category = 'indeterminate'), 0) AS in_progress_points,
                coalesce(sum(points) FILTER (WHERE is_blocked), 0) AS blocked_points,
                coalesce(sum(issues) FILTER (WHERE lower(issue_type) = 'bug'), 0) AS bugs,
                coalesce(sum(issues) FILTER (WHERE status_category <> 'done' AND priority = 'critical'), 0) AS open_critical
            FROM (
                SELECT project_workstream_id, status_category, priority, issue_type,
                    status_category <> 'done' AND (flagged OR lower(status_name) = ANY (:blocked::text[])) AS is_blocked,
                    count(*) AS issues, count(story_points) AS estimated, sum(story_points) AS points
                FROM issues
                WHERE sprint_id = :sprint AND project_workstream_id IS NOT NULL AND deleted_at IS NULL AND NOT is_subtask
                GROUP BY project_workstream_id, status_category, status_name, flagged, priority, issue_type) kind
            GROUP BY project_workstream_id
            """;

    /**
     * Whoever waits for something that is not done, and for which nothing else says that it is blocked. What is waited for is looked up by
     * its key: of all issues there are few.
     */
    static final String BLOCKED_BY_LINKS = """
            SELECT project_workstream_id, count(*) AS blocked, coalesce(sum(story_points), 0) AS blocked_points
            FROM (
                SELECT DISTINCT i.jira_issue_id, i.project_workstream_id, i.story_points
                FROM issues i
                JOIN (
                    SELECT from_key AS issue_key, to_key AS blocker FROM issue_links WHERE type = 'blocks' AND direction = 'inward'
                    UNION ALL
                    SELECT to_key, from_key FROM issue_links WHERE type = 'blocks' AND direction = 'outward') w USING (issue_key)
                CROSS JOIN LATERAL (SELECT b.status_category, b.deleted_at FROM issues b WHERE b.issue_key = w.blocker LIMIT 1) b
                WHERE i.sprint_id = :sprint AND i.project_workstream_id IS NOT NULL AND i.deleted_at IS NULL AND NOT i.is_subtask
                    AND i.status_category <> 'done' AND NOT i.flagged AND lower(i.status_name) <> ALL (:blocked::text[])
                    AND b.status_category <> 'done' AND b.deleted_at IS NULL) waiting
            GROUP BY project_workstream_id
            """;

    /**
     * What came into the sprint, left it, or was estimated anew in it: moved there, made there, deleted there. Points are those at the time,
     * and an estimate counts only while the issue is in the sprint. The functions of V9_1 say the same of days that are over, from
     * all changes of all issues; this looks at what changed only, for as long as it takes to answer a request. Issues that are in the sprint
     * come from the index issues_scope; only those that are there no more are looked up one by one, and no other board's. What an issue was worth
     * when it moved is told by the next estimate after that, of all that were made since.
     */
    static final String SCOPE_CHANGES = """
            WITH estimate AS MATERIALIZED (
                SELECT c.jira_issue_id, c.changed_at, c.jira_history_id, c.from_value::numeric AS points,
                    coalesce(c.to_value::numeric, 0) - coalesce(c.from_value::numeric, 0) AS growth
                FROM issue_changes c
                WHERE c.field = 'story_points' AND c.changed_at > :from::timestamptz),
            event AS (
                SELECT c.jira_issue_id, c.changed_at AS at, true AS enters, true AS moves, NULL::numeric AS growth FROM issue_changes c
                WHERE c.field = 'sprint' AND c.to_value = :sprint::text AND c.from_value IS DISTINCT FROM c.to_value
                    AND c.changed_at > :from::timestamptz AND c.changed_at <= :to::timestamptz
                UNION ALL
                SELECT c.jira_issue_id, c.changed_at, false, true, NULL FROM issue_changes c
                WHERE c.field = 'sprint' AND c.from_value = :sprint::text AND c.to_value IS DISTINCT FROM c.from_value
                    AND c.changed_at > :from::timestamptz AND c.changed_at <= :to::timestamptz
                UNION ALL
                SELECT i.jira_issue_id, i.created_at, true, true, NULL FROM issues i
                WHERE i.sprint_id = :sprint AND i.created_at > :from::timestamptz AND i.created_at <= :to::timestamptz
                    AND NOT EXISTS (SELECT FROM issue_changes c WHERE c.jira_issue_id = i.jira_issue_id AND c.field = 'sprint')
                UNION ALL
                SELECT i.jira_issue_id, i.deleted_at, false, true, NULL FROM issues i
                WHERE i.sprint_id = :sprint AND i.deleted_at > :from::timestamptz AND i.deleted_at <= :to::timestamptz
                UNION ALL
                SELECT c.jira_issue_id, c.changed_at, c.growth > 0, false, abs(c.growth) FROM estimate c
                WHERE c.changed_at <= :to::timestamptz AND c.growth <> 0),
            gone AS (
                SELECT c.jira_issue_id FROM issue_changes c WHERE c.field = 'sprint' AND c.from_value = :sprint::text
                UNION SELECT i.jira_issue_id FROM issues i WHERE i.sprint_id = :sprint AND i.deleted_at IS NOT NULL),
            located AS MATERIALIZED (
                SELECT e.*, i.jira_issue_id IS NOT NULL AS is_there, i.project_workstream_id, i.story_points
                FROM event e
                LEFT JOIN issues i ON i.jira_issue_id = e.jira_issue_id AND i.sprint_id = :sprint
                    AND i.project_workstream_id IS NOT NULL AND i.deleted_at IS NULL AND NOT i.is_subtask
                LEFT JOIN gone g ON g.jira_issue_id = e.jira_issue_id
                WHERE e.moves OR i.jira_issue_id IS NOT NULL OR g.jira_issue_id IS NOT NULL),
            worth AS (
                SELECT DISTINCT ON (e.jira_issue_id, e.at) e.jira_issue_id, e.at, c.points
                FROM located e JOIN estimate c ON c.jira_issue_id = e.jira_issue_id AND c.changed_at > e.at
                WHERE e.moves
                ORDER BY e.jira_issue_id, e.at, c.changed_at, c.jira_history_id),
            sized AS (
                SELECT e.enters, e.moves, coalesce(e.project_workstream_id, other.project_workstream_id) AS project_workstream_id,
                    coalesce(e.growth, CASE WHEN later.jira_issue_id IS NOT NULL THEN later.points
                        WHEN e.is_there THEN e.story_points ELSE other.story_points END, 0) AS points
                FROM located e
                LEFT JOIN LATERAL (
                    SELECT o.sprint_id, o.project_workstream_id, o.story_points, o.is_subtask FROM issues o
                    WHERE NOT e.is_there AND o.jira_issue_id = e.jira_issue_id LIMIT 1) other ON true
                LEFT JOIN worth later ON e.moves AND later.jira_issue_id = e.jira_issue_id AND later.at = e.at
                WHERE (e.is_there OR other.project_workstream_id IS NOT NULL AND NOT other.is_subtask)
                    AND (e.moves OR :sprint::text = coalesce(
                        (SELECT coalesce(c.to_value, '') FROM issue_changes c
                            WHERE c.jira_issue_id = e.jira_issue_id AND c.field = 'sprint' AND c.changed_at <= e.at
                            ORDER BY c.changed_at DESC, c.jira_history_id DESC LIMIT 1),
                        (SELECT coalesce(c.from_value, '') FROM issue_changes c
                            WHERE c.jira_issue_id = e.jira_issue_id AND c.field = 'sprint' AND c.changed_at > e.at
                            ORDER BY c.changed_at, c.jira_history_id LIMIT 1),
                        CASE WHEN e.is_there THEN :sprint::text ELSE other.sprint_id::text END)))
            SELECT project_workstream_id, count(*) AS changes,
                coalesce(sum(points) FILTER (WHERE enters), 0) AS added_points,
                coalesce(sum(points) FILTER (WHERE NOT enters), 0) AS removed_points,
                count(*) FILTER (WHERE enters AND moves) AS added_issues,
                count(*) FILTER (WHERE NOT enters AND moves) AS removed_issues
            FROM sized GROUP BY project_workstream_id
            """;

    static final String ALLOCATIONS = """
            SELECT project_workstream_id, sum(allocated_points) AS allocated FROM project_capacity_allocations
            WHERE sprint_id = :sprint GROUP BY project_workstream_id
            """;

    static final String LAST_SYNC = """
            SELECT last_synced_at FROM meta_boards WHERE board_id = :board
            """;

    private final JdbcClient jdbc;

    CountedIssues(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Changes of scope, in points and in issues. */
    record ScopeSums(int changes, double addedPoints, double removedPoints, int addedIssues, int removedIssues) {

        static final ScopeSums NONE = new ScopeSums(0, 0, 0, 0, 0);
    }

    private record Blocked(int issues, double points) {

        static final Blocked NONE = new Blocked(0, 0);
    }

    /** In the order of their keys. */
    List<ParticipatingProject> projects(long sprintId) {
        return jdbc.sql(PROJECTS)
                .param("sprint", sprintId)
                .query(CountedIssues::project)
                .list();
    }

    /** Those of a board, whichever sprints they take part in; in the order of their keys. */
    List<ParticipatingProject> projectsOf(long boardId) {
        return jdbc.sql(PROJECTS_OF_BOARD)
                .param("board", boardId)
                .query(CountedIssues::project)
                .list();
    }

    /** By workstream; without those that have no issue. */
    Map<Long, ProjectCounts> counts(long sprintId, Set<String> blockedStatuses) {
        String[] blocked = blockedStatuses.toArray(String[]::new);
        Map<Long, Blocked> byLinks = blockedByLinks(sprintId, blocked);
        Map<Long, ProjectCounts> counts = new HashMap<>();
        RowCallbackHandler adding = row -> {
            long workstream = row.getLong("project_workstream_id");
            counts.put(workstream, counts(row, byLinks.getOrDefault(workstream, Blocked.NONE)));
        };
        jdbc.sql(COUNTS).param("sprint", sprintId).param("blocked", blocked).query(adding);
        return counts;
    }

    /** By workstream, of what happened after one instant and up to another. */
    Map<Long, ScopeSums> scopeChanges(long sprintId, Instant from, Instant to) {
        Map<Long, ScopeSums> sums = new HashMap<>();
        RowCallbackHandler adding = row -> sums.put(
                row.getLong("project_workstream_id"),
                new ScopeSums(
                        row.getInt("changes"),
                        row.getDouble("added_points"),
                        row.getDouble("removed_points"),
                        row.getInt("added_issues"),
                        row.getInt("removed_issues")));
        jdbc.sql(SCOPE_CHANGES)
                .param("sprint", sprintId)
                .param("from", Timestamp.from(from))
                .param("to", Timestamp.from(to))
                .query(adding);
        return sums;
    }

    /** Points that each workstream may spend; without those to whom nothing is allocated. */
    Map<Long, Double> allocations(long sprintId) {
        Map<Long, Double> allocated = new HashMap<>();
        RowCallbackHandler adding =
                row -> allocated.put(row.getLong("project_workstream_id"), row.getDouble("allocated"));
        jdbc.sql(ALLOCATIONS).param("sprint", sprintId).query(adding);
        return allocated;
    }

    /** When the tracker's data of a board came last; null if never. */
    @Nullable Instant lastSync(long boardId) {
        Timestamp at = jdbc.sql(LAST_SYNC)
                .param("board", boardId)
                .query((row, number) -> new LastSync(row.getTimestamp(1)))
                .single()
                .at();
        return at == null ? null : at.toInstant();
    }

    private record LastSync(@Nullable Timestamp at) {}

    private Map<Long, Blocked> blockedByLinks(long sprintId, String[] blockedStatuses) {
        Map<Long, Blocked> blocked = new HashMap<>();
        RowCallbackHandler adding = row -> blocked.put(
                row.getLong("project_workstream_id"),
                new Blocked(row.getInt("blocked"), row.getDouble("blocked_points")));
        jdbc.sql(BLOCKED_BY_LINKS)
                .param("sprint", sprintId)
                .param("blocked", blockedStatuses)
                .query(adding);
        return blocked;
    }

    private static ParticipatingProject project(ResultSet row, int number) throws SQLException {
        return new ParticipatingProject(
                row.getLong("id"),
                row.getString("project_key"),
                row.getString("project_name"),
                Priority.ofKey(row.getString("priority")),
                StoredNumbers.whole(row, "project_priority"),
                StoredNumbers.number(row, "expected_story_points"));
    }

    private static ProjectCounts counts(ResultSet row, Blocked byLinks) throws SQLException {
        return new ProjectCounts(
                row.getInt("total"),
                row.getInt("completed"),
                row.getInt("in_progress"),
                row.getInt("blocked") + byLinks.issues(),
                row.getInt("estimated"),
                row.getDouble("total_points"),
                row.getDouble("completed_points"),
                row.getDouble("in_progress_points"),
                row.getDouble("blocked_points") + byLinks.points(),
                row.getInt("bugs"),
                row.getInt("open_critical"));
    }
}
