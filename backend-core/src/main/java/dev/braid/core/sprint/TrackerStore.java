package dev.braid.core.sprint;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Takes what was staged into the tables: what is new, and what differs from what is stored and is not older. Whatever else was staged is
 * deleted first, so that each statement after it is about changes only. Each method says which boards show something else now.
 */
@Repository
class TrackerStore {

    private static final String BOARD = """
            (b.board_name, b.configuration_name, b.description, b.time_zone, b.working_days, b.blocked_statuses,
             b.project_mappings, b.is_active)
            """;

    /** What the file does not say stays. */
    private static final String BOARD_AFTER = """
            (t.board_name, t.configuration_name, coalesce(t.description, b.description), coalesce(t.time_zone, b.time_zone),
             coalesce(t.working_days, b.working_days), coalesce(t.blocked_statuses, b.blocked_statuses),
             coalesce(t.project_mappings, b.project_mappings), coalesce(t.is_active, b.is_active))
            """;

    private static final String SPRINT = """
            (s.name, s.state, s.start_date, s.end_date, s.complete_date, s.goal, s.board_id, s.origin_board_id,
             s.jira_project_key, s.jira_last_updated, s.sync_status)
            """;

    /** The goal is ours once there is one. */
    private static final String SPRINT_AFTER = """
            (t.name, t.state, t.start_date, t.end_date, t.complete_date, coalesce(s.goal, t.goal), t.board_id, t.origin_board_id,
             t.jira_project_key, coalesce(t.updated_at, s.jira_last_updated), 'completed')
            """;

    /** Of whatever waits for one of these issues, or did. */
    private static final String BOARDS_OF_WAITING = """
            SELECT DISTINCT s.board_id FROM staged_issues t
            JOIN LATERAL (
                SELECT from_key AS waiting FROM issue_links WHERE type = 'blocks' AND direction = 'inward' AND to_key = t.issue_key
                UNION SELECT to_key FROM issue_links WHERE type = 'blocks' AND direction = 'outward' AND from_key = t.issue_key) l ON true
            JOIN issues i ON i.issue_key = l.waiting
            JOIN sprints s ON s.id = i.sprint_id
            """;

    private static final String ISSUE_COLUMNS = """
            issue_key, project_key, sprint_id, issue_type, is_subtask, status_name, status_category, priority, story_points,
            assignee_account_id, discipline_team, flagged, labels, components, created_at, updated_at, resolved_at, deleted_at
            """;

    private final JdbcClient jdbc;
    private final Staging staging;

    TrackerStore(JdbcClient jdbc, Staging staging) {
        this.jdbc = jdbc;
        this.staging = staging;
    }

    /** Also boards that only sprints name; what a user has changed since stays. */
    Counted mergeBoards(Instant now, Set<Long> changed) {
        update("""
                INSERT INTO staged_boards (board_id, board_name, configuration_name)
                SELECT DISTINCT board_id, 'Board ' || board_id, 'Board ' || board_id FROM staged_sprints s
                WHERE NOT EXISTS (SELECT FROM staged_boards t WHERE t.board_id = s.board_id)
                    AND NOT EXISTS (SELECT FROM meta_boards b WHERE b.board_id = s.board_id)
                """);
        long unchanged = update("""
                DELETE FROM staged_boards t USING meta_boards b
                WHERE b.board_id = t.board_id AND (b.last_modified_by IS NOT NULL OR %s IS NOT DISTINCT FROM %s)
                """.formatted(BOARD, BOARD_AFTER));
        changed.addAll(ids("SELECT board_id FROM staged_boards"));
        long updated = at(now, """
                UPDATE meta_boards b SET (board_name, configuration_name, description, time_zone, working_days, blocked_statuses,
                    project_mappings, is_active) = %s, updated_at = :now, version = version + 1
                FROM staged_boards t WHERE b.board_id = t.board_id
                """.formatted(BOARD_AFTER));
        long added = at(now, """
                INSERT INTO meta_boards (board_id, board_name, configuration_name, description, time_zone, working_days,
                    blocked_statuses, project_mappings, is_active, created_at, updated_at)
                SELECT board_id, board_name, configuration_name, description, coalesce(time_zone, 'UTC'),
                    coalesce(working_days, 31), coalesce(blocked_statuses, '{}'), coalesce(project_mappings, '[]'),
                    coalesce(is_active, true), :now, :now
                FROM staged_boards t WHERE NOT EXISTS (SELECT FROM meta_boards b WHERE b.board_id = t.board_id)
                ORDER BY board_id
                """);
        return new Counted(added, updated, unchanged);
    }

    Counted mergeSprints(Instant now, Set<Long> changed) {
        long unchanged = update("""
                DELETE FROM staged_sprints t USING sprints s
                WHERE s.jira_sprint_id = t.jira_sprint_id AND (t.updated_at < s.jira_last_updated
                    OR array_position(ARRAY['future', 'active', 'closed'], t.state)
                        < array_position(ARRAY['future', 'active', 'closed'], s.state)
                    OR %s IS NOT DISTINCT FROM %s)
                """.formatted(SPRINT, SPRINT_AFTER));
        changed.addAll(ids("""
                SELECT board_id FROM staged_sprints
                UNION SELECT s.board_id FROM sprints s JOIN staged_sprints t USING (jira_sprint_id)
                """));
        long updated = at(now, """
                UPDATE sprints s SET (name, state, start_date, end_date, complete_date, goal, board_id, origin_board_id,
                    jira_project_key, jira_last_updated, sync_status) = %s, updated_at = :now, version = version + 1
                FROM staged_sprints t WHERE s.jira_sprint_id = t.jira_sprint_id
                """.formatted(SPRINT_AFTER));
        long added = at(now, """
                INSERT INTO sprints (jira_sprint_id, name, state, start_date, end_date, complete_date, goal, board_id,
                    origin_board_id, jira_project_key, jira_last_updated, sync_status, created_at, updated_at)
                SELECT jira_sprint_id, name, state, start_date, end_date, complete_date, goal, board_id, origin_board_id,
                    jira_project_key, updated_at, 'completed', :now, :now
                FROM staged_sprints t WHERE NOT EXISTS (SELECT FROM sprints s WHERE s.jira_sprint_id = t.jira_sprint_id)
                ORDER BY start_date, jira_sprint_id
                """);
        return new Counted(added, updated, unchanged);
    }

    Counted mergeIssues(CsvFile file, Set<Long> changed) {
        staging.requireOnce(StagedTable.ISSUES, file, "issue_key");
        update("UPDATE staged_issues t SET sprint_id = s.id FROM sprints s WHERE s.jira_sprint_id = t.sprint_ref");
        staging.refuse(file, """
                SELECT line, sprint_ref || ' (expected: a sprint of this import or of an earlier one)' AS problem
                FROM staged_issues WHERE sprint_ref IS NOT NULL AND sprint_id IS NULL ORDER BY line LIMIT 1
                """, "sprint_id: ");
        // Whose links the file knows as they are now.
        update("""
                CREATE TEMPORARY TABLE listed_issues ON COMMIT DROP AS
                SELECT t.issue_key FROM staged_issues t LEFT JOIN issues i USING (jira_issue_id)
                WHERE i.jira_issue_id IS NULL OR t.updated_at >= i.updated_at
                """);
        long unchanged = update("""
                DELETE FROM staged_issues t USING issues i
                WHERE i.jira_issue_id = t.jira_issue_id AND (t.updated_at < i.updated_at
                    OR (%s) IS NOT DISTINCT FROM (%s))
                """.formatted(columnsOf("i"), columnsOf("t")));
        requireFreeKeys(file);
        changed.addAll(ids("""
                SELECT DISTINCT s.board_id FROM staged_issues t JOIN issues i USING (jira_issue_id) JOIN sprints s ON s.id = i.sprint_id
                """));
        long updated = updateIssues();
        Counted counted = new Counted(addIssues(), updated, unchanged);
        // Its open issues belong to the project wherever that has a sprint.
        changed.addAll(ids("""
                WITH projects AS (SELECT DISTINCT project_key FROM staged_issues)
                SELECT DISTINCT s.board_id FROM projects JOIN issues i USING (project_key) JOIN sprints s ON s.id = i.sprint_id
                UNION SELECT s.board_id FROM projects JOIN sprints s ON s.jira_project_key = project_key
                """));
        changed.addAll(ids(BOARDS_OF_WAITING));
        return counted;
    }

    /** An issue that was moved has another key now, which may have been that of another one. */
    private void requireFreeKeys(CsvFile file) {
        staging.refuse(file, """
                SELECT t.line, t.issue_key || ' (expected: not the key of issue ' || i.jira_issue_id || ')' AS problem
                FROM staged_issues t JOIN issues i ON i.issue_key = t.issue_key AND i.jira_issue_id <> t.jira_issue_id
                    LEFT JOIN staged_issues o ON o.jira_issue_id = i.jira_issue_id
                WHERE o.issue_key IS NULL OR o.issue_key = t.issue_key ORDER BY t.line LIMIT 1
                """, "issue_key: ");
        update("""
                UPDATE issues i SET issue_key = '~' || i.jira_issue_id FROM staged_issues t
                WHERE t.jira_issue_id = i.jira_issue_id AND t.issue_key <> i.issue_key
                """);
    }

    private long updateIssues() {
        return update("""
                UPDATE issues i SET (%s) = (%s) FROM staged_issues t WHERE t.jira_issue_id = i.jira_issue_id
                """.formatted(ISSUE_COLUMNS, columnsOf("t")));
    }

    private long addIssues() {
        return update("""
                INSERT INTO issues (jira_issue_id, %1$s) SELECT jira_issue_id, %1$s FROM staged_issues t
                WHERE NOT EXISTS (SELECT FROM issues i WHERE i.jira_issue_id = t.jira_issue_id)
                ORDER BY jira_issue_id
                """.formatted(ISSUE_COLUMNS));
    }

    Counted mergeChanges(CsvFile file, Set<Long> changed) {
        staging.refuse(file, """
                SELECT line, jira_issue_id || ' (expected: an issue of this import or of an earlier one)' AS problem
                FROM staged_changes t WHERE NOT EXISTS (SELECT FROM issues i WHERE i.jira_issue_id = t.jira_issue_id)
                ORDER BY line LIMIT 1
                """, "issue_id: ");
        resolveSprint(file, "from");
        resolveSprint(file, "to");
        long unchanged = update("""
                DELETE FROM staged_changes t USING issue_changes c
                WHERE c.jira_history_id = t.jira_history_id AND c.field = t.field
                    AND (c.jira_issue_id, c.changed_at, c.from_value, c.to_value)
                        IS NOT DISTINCT FROM (t.jira_issue_id, t.changed_at, t.from_value, t.to_value)
                """);
        changed.addAll(ids("""
                SELECT DISTINCT s.board_id FROM staged_changes t JOIN issues i USING (jira_issue_id) JOIN sprints s ON s.id = i.sprint_id
                UNION SELECT s.board_id FROM staged_changes t JOIN sprints s ON s.jira_sprint_id = t.from_sprint
                UNION SELECT s.board_id FROM staged_changes t JOIN sprints s ON s.jira_sprint_id = t.to_sprint
                """));
        long updated = update("""
                UPDATE issue_changes c SET (jira_issue_id, changed_at, from_value, to_value)
                    = (t.jira_issue_id, t.changed_at, t.from_value, t.to_value)
                FROM staged_changes t WHERE c.jira_history_id = t.jira_history_id AND c.field = t.field
                """);
        long added = update("""
                INSERT INTO issue_changes (jira_issue_id, changed_at, field, from_value, to_value, jira_history_id)
                SELECT jira_issue_id, changed_at, field, from_value, to_value, jira_history_id FROM staged_changes
                ORDER BY jira_issue_id, changed_at
                ON CONFLICT (jira_history_id, field) DO NOTHING
                """);
        return new Counted(added, updated, unchanged);
    }

    private void resolveSprint(CsvFile file, String side) {
        update("""
                UPDATE staged_changes t SET %1$s_value = s.id::text FROM sprints s WHERE s.jira_sprint_id = t.%1$s_sprint
                """.formatted(side));
        staging.refuse(file, """
                SELECT line, %1$s_sprint || ' (expected: a sprint of this import or of an earlier one)' AS problem
                FROM staged_changes WHERE %1$s_sprint IS NOT NULL AND %1$s_value IS NULL ORDER BY line LIMIT 1
                """.formatted(side), side + "_value: ");
    }

    /** The links of an issue are those of the file, if the file of issues knows it as it is now. */
    Counted mergeLinks(Set<Long> changed) {
        update("""
                CREATE TEMPORARY TABLE removed_links ON COMMIT DROP AS
                SELECT l.* FROM issue_links l JOIN listed_issues i ON i.issue_key = l.from_key
                WHERE NOT EXISTS (SELECT FROM staged_links t WHERE (t.from_key, t.to_key, t.type, t.direction)
                    = (l.from_key, l.to_key, l.type, l.direction))
                """);
        long unchanged = update("""
                DELETE FROM staged_links t USING issue_links l
                WHERE (t.from_key, t.to_key, t.type, t.direction) = (l.from_key, l.to_key, l.type, l.direction)
                """);
        changed.addAll(ids("""
                WITH keys AS (SELECT from_key AS issue_key FROM staged_links UNION SELECT to_key FROM staged_links
                    UNION SELECT from_key FROM removed_links UNION SELECT to_key FROM removed_links)
                SELECT DISTINCT s.board_id FROM keys JOIN issues i USING (issue_key) JOIN sprints s ON s.id = i.sprint_id
                """));
        long removed = update("""
                DELETE FROM issue_links l USING removed_links r
                WHERE (r.from_key, r.to_key, r.type, r.direction) = (l.from_key, l.to_key, l.type, l.direction)
                """);
        long added = update("""
                INSERT INTO issue_links (from_key, to_key, type, direction)
                SELECT from_key, to_key, type, direction FROM staged_links ORDER BY from_key, to_key
                """);
        return new Counted(added, removed, unchanged);
    }

    /** Ours by the tracker's, of those that are known. */
    Map<Long, Long> idsOfSprints(Collection<Long> jiraSprintIds) {
        Map<Long, Long> ids = new HashMap<>();
        jdbc.sql("SELECT jira_sprint_id, id FROM sprints WHERE jira_sprint_id = ANY(:ids)")
                .param("ids", jiraSprintIds.toArray(Long[]::new))
                .query(row -> {
                    ids.put(row.getLong(1), row.getLong(2));
                });
        return ids;
    }

    /** The tracker's, of the sprints that were staged and not merged yet. */
    List<Long> stagedSprints() {
        return jdbc.sql("SELECT jira_sprint_id FROM staged_sprints")
                .query(Long.class)
                .list();
    }

    private static String columnsOf(String table) {
        return ISSUE_COLUMNS.replaceAll("([a-z_]+)", table + ".$1");
    }

    private Set<Long> ids(String query) {
        return new TreeSet<>(jdbc.sql(query).query(Long.class).list());
    }

    private long update(String statement) {
        return jdbc.sql(statement).update();
    }

    /** The data of these sprints came now, whether or not they changed anything. */
    void setSynced(Collection<Long> sprintIds, Instant now) {
        jdbc.sql("""
                        UPDATE meta_boards SET last_synced_at = :now WHERE board_id IN (SELECT board_id FROM sprints WHERE id = ANY (:ids))
                        """)
                .param("now", Timestamp.from(now))
                .param("ids", sprintIds.toArray(Long[]::new))
                .update();
    }

    private long at(Instant now, String statement) {
        return jdbc.sql(statement).param("now", Timestamp.from(now)).update();
    }
}
