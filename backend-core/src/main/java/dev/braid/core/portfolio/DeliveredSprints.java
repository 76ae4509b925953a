package dev.braid.core.portfolio;

import dev.braid.core.forecast.BayesianBootstrap;
import dev.braid.core.forecast.PastSprints;
import dev.braid.core.portfolio.CountedIssues.ScopeSums;
import dev.braid.core.sprint.WorkUnit;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What the closed sprints of a board brought, and how each day of them left it. */
@Repository
class DeliveredSprints {

    /** The newest of each project, oldest first. */
    static final String HISTORY = """
            SELECT * FROM (
                SELECT m.project_workstream_id, m.sprint_id, s.complete_date, s.start_date, m.unit, m.total_story_points,
                    m.completed_story_points, m.total_issues, m.completed_issues, m.blocked_issues, m.scope_added_points,
                    m.scope_removed_points, m.capacity_utilization, m.risk_score,
                    row_number() OVER (PARTITION BY m.project_workstream_id ORDER BY s.complete_date DESC, s.start_date DESC, s.id DESC) AS age
                FROM sprints s JOIN project_sprint_metrics m ON m.sprint_id = s.id AND m.is_final
                WHERE s.board_id = :board AND s.state = 'closed' AND s.start_date < :before::timestamptz) newest
            WHERE age <= :most
            ORDER BY complete_date, start_date, sprint_id
            """;

    /**
     * All projects together, each in the unit of its result: what was to be done on that day of each sprint, or the last one before it that
     * was kept, beside what was done in the end.
     */
    static final String FINISHED = """
            SELECT count(*) AS known, count(*) FILTER (WHERE finished) AS finished
            FROM (
                SELECT s.sprint_id, sum(CASE r.unit WHEN 'issues' THEN r.completed_issues ELSE r.completed_story_points END)
                    >= sum(CASE r.unit WHEN 'issues' THEN m.total_issues ELSE m.total_story_points END) AS finished
                FROM unnest(:sprints::bigint[], :days::date[]) AS s (sprint_id, day)
                CROSS JOIN LATERAL (
                    SELECT metrics_date FROM project_sprint_metrics
                    WHERE sprint_id = s.sprint_id AND metrics_date <= s.day AND NOT is_final ORDER BY metrics_date DESC LIMIT 1) d
                JOIN project_sprint_metrics m ON m.sprint_id = s.sprint_id AND m.metrics_date = d.metrics_date
                JOIN project_sprint_metrics r ON r.project_workstream_id = m.project_workstream_id AND r.sprint_id = m.sprint_id AND r.is_final
                GROUP BY s.sprint_id) sprint
            """;

    static final String RESULTS = """
            SELECT project_workstream_id, unit, total_issues, completed_issues, in_progress_issues, blocked_issues, total_story_points,
                completed_story_points, in_progress_story_points, bug_count, critical_issues_count, scope_change_count, scope_added_points,
                scope_removed_points
            FROM project_sprint_metrics WHERE sprint_id = :sprint AND is_final
            """;

    private final JdbcClient jdbc;

    DeliveredSprints(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What a project completed in a sprint, and how it stood at the end.
     *
     * @param unit what its completion was counted in
     * @param netScope units that came after the start, less those that left
     * @param utilization percentage of its capacity; empty where nothing was allocated
     * @param risk its score; empty where nobody said
     */
    record Delivery(
            long workstreamId,
            long sprintId,
            WorkUnit unit,
            double totalPoints,
            double points,
            int totalIssues,
            int issues,
            int blockedIssues,
            double netScope,
            OptionalDouble utilization,
            OptionalDouble risk) {

        double in(WorkUnit wanted) {
            return wanted == WorkUnit.STORY_POINTS ? points : issues;
        }

        /** Units that it was to complete. */
        double total() {
            return unit == WorkUnit.STORY_POINTS ? totalPoints : totalIssues;
        }
    }

    /** Of sprints that began before the instant, oldest first; at most as many of a project as a forecast looks at. */
    List<Delivery> history(long boardId, Instant before) {
        return jdbc.sql(HISTORY)
                .param("board", boardId)
                .param("before", Timestamp.from(before))
                .param("most", BayesianBootstrap.LONGEST_HISTORY)
                .query(DeliveredSprints::delivery)
                .list();
    }

    /**
     * How many of these sprints did all that was open on a day of theirs; only those count of which both that day and the result are known.
     *
     * @param days by sprint
     */
    PastSprints finishedFrom(Map<Long, LocalDate> days) {
        List<Long> sprints = List.copyOf(days.keySet());
        return jdbc.sql(FINISHED)
                .param("sprints", sprints.toArray(Long[]::new))
                .param(
                        "days",
                        sprints.stream().map(days::get).map(LocalDate::toString).toArray(String[]::new))
                .query((row, number) -> new PastSprints(row.getInt("finished"), row.getInt("known")))
                .single();
    }

    /** What a project came to in a closed sprint. */
    record Result(ProjectCounts counts, ScopeSums scope) {}

    /** By workstream. */
    Map<Long, Result> results(long sprintId) {
        Map<Long, Result> results = new HashMap<>();
        RowCallbackHandler adding = row -> results.put(row.getLong("project_workstream_id"), result(row));
        jdbc.sql(RESULTS).param("sprint", sprintId).query(adding);
        return results;
    }

    /** How many issues were estimated is not kept, but whether they were enough for points; nor how many points were blocked. */
    private static Result result(ResultSet row) throws SQLException {
        boolean points = WorkUnit.ofKey(row.getString("unit")) == WorkUnit.STORY_POINTS;
        int issues = row.getInt("total_issues");
        double added = row.getDouble("scope_added_points");
        double removed = row.getDouble("scope_removed_points");
        ProjectCounts counts = new ProjectCounts(
                issues,
                row.getInt("completed_issues"),
                row.getInt("in_progress_issues"),
                row.getInt("blocked_issues"),
                points ? issues : 0,
                row.getDouble("total_story_points"),
                row.getDouble("completed_story_points"),
                row.getDouble("in_progress_story_points"),
                0,
                row.getInt("bug_count"),
                row.getInt("critical_issues_count"));
        ScopeSums scope = points
                ? new ScopeSums(row.getInt("scope_change_count"), added, removed, 0, 0)
                : new ScopeSums(row.getInt("scope_change_count"), 0, 0, (int) added, (int) removed);
        return new Result(counts, scope);
    }

    private static Delivery delivery(ResultSet row, int number) throws SQLException {
        return new Delivery(
                row.getLong("project_workstream_id"),
                row.getLong("sprint_id"),
                WorkUnit.ofKey(row.getString("unit")),
                row.getDouble("total_story_points"),
                row.getDouble("completed_story_points"),
                row.getInt("total_issues"),
                row.getInt("completed_issues"),
                row.getInt("blocked_issues"),
                row.getDouble("scope_added_points") - row.getDouble("scope_removed_points"),
                StoredNumbers.number(row, "capacity_utilization"),
                StoredNumbers.number(row, "risk_score"));
    }
}
