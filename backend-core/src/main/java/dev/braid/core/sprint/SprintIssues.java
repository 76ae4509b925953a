package dev.braid.core.sprint;

import dev.braid.core.sprint.SprintIssue.Event;
import dev.braid.core.sprint.SprintIssue.Now;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The issues of sprints; parts of others are left out, what they are is in those. */
@Repository
class SprintIssues {

    private final JdbcClient jdbc;

    SprintIssues(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All that are in the sprint or once were, with their past. */
    List<SprintIssue> of(long sprintId) {
        Map<Long, Now> issues = new LinkedHashMap<>();
        jdbc.sql("""
                        SELECT * FROM issues WHERE NOT is_subtask AND (sprint_id = :sprintId OR jira_issue_id IN (
                            SELECT jira_issue_id FROM issue_changes WHERE field = 'sprint' AND from_value = :sprint
                            UNION SELECT jira_issue_id FROM issue_changes WHERE field = 'sprint' AND to_value = :sprint))
                        """)
                .param("sprintId", sprintId)
                .param("sprint", Long.toString(sprintId))
                .query(row -> {
                    issues.put(row.getLong("jira_issue_id"), now(row));
                });
        Map<Long, List<Event>> events = eventsOf(sprintId, issues.keySet().toArray(Long[]::new));
        return issues.entrySet().stream()
                .map(issue ->
                        SprintIssue.of(sprintId, issue.getValue(), events.getOrDefault(issue.getKey(), List.of())))
                .toList();
    }

    /** Issues in scope of all sprints of a board, by project. */
    Map<String, Long> countsByProject(long boardId) {
        Map<String, Long> counts = new LinkedHashMap<>();
        jdbc.sql("""
                        SELECT i.project_key, count(*) FROM issues i JOIN sprints s ON s.id = i.sprint_id
                        WHERE s.board_id = :boardId AND i.deleted_at IS NULL AND NOT i.is_subtask
                        GROUP BY 1 ORDER BY 2 DESC, 1
                        """).param("boardId", boardId).query(row -> {
            counts.put(row.getString(1), row.getLong(2));
        });
        return counts;
    }

    /** What leaves the sprint at the very moment of its completion was still in what was completed: it leaves just after. */
    private Map<Long, List<Event>> eventsOf(long sprintId, Long[] issueIds) {
        Map<Long, List<Event>> events = new HashMap<>();
        jdbc.sql("""
                        SELECT c.jira_issue_id, CASE WHEN c.field = 'sprint' AND c.from_value = s.id::text AND c.changed_at = s.complete_date
                            THEN c.changed_at + interval '1 microsecond' ELSE c.changed_at END AS at, c.field, c.from_value
                        FROM issue_changes c JOIN sprints s ON s.id = :sprintId
                        WHERE c.jira_issue_id = ANY(:issueIds) AND c.field IN ('sprint', 'status', 'story_points')
                        ORDER BY at, c.jira_history_id
                        """).param("sprintId", sprintId).param("issueIds", issueIds).query(row -> {
            events.computeIfAbsent(row.getLong(1), any -> new ArrayList<>())
                    .add(new Event(row.getTimestamp(2).toInstant(), row.getString(3), row.getString(4)));
        });
        return events;
    }

    private static Now now(ResultSet row) throws SQLException {
        return new Now(
                row.getString("project_key"),
                row.getString("discipline_team"),
                row.getString("assignee_account_id"),
                (Long) row.getObject("sprint_id"),
                row.getString("status_category"),
                row.getBigDecimal("story_points"),
                StoredInstants.of(row, "created_at"),
                StoredInstants.orNull(row, "deleted_at"));
    }
}
