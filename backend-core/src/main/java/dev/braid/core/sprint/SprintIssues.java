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
        Map<Long, List<Event>> events = eventsOf(issues.keySet().toArray(Long[]::new));
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

    private Map<Long, List<Event>> eventsOf(Long[] issueIds) {
        Map<Long, List<Event>> events = new HashMap<>();
        jdbc.sql("""
                        SELECT jira_issue_id, changed_at, field, from_value FROM issue_changes
                        WHERE jira_issue_id = ANY(:issueIds) AND field IN ('sprint', 'status', 'story_points')
                        ORDER BY changed_at, jira_history_id
                        """).param("issueIds", issueIds).query(row -> {
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
