package dev.braid.core.portfolio;

import dev.braid.core.forecast.BayesianBootstrap;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
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

    /** All projects together, each in its unit. */
    static final String SNAPSHOTS = """
            SELECT sprint_id, metrics_date, bool_or(is_final) AS is_final,
                sum(CASE unit WHEN 'issues' THEN total_issues ELSE total_story_points END) AS total,
                sum(CASE unit WHEN 'issues' THEN completed_issues ELSE completed_story_points END) AS completed
            FROM project_sprint_metrics
            WHERE sprint_id = ANY (:sprints::bigint[])
            GROUP BY sprint_id, metrics_date
            ORDER BY sprint_id, metrics_date
            """;

    private final JdbcClient jdbc;

    DeliveredSprints(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What a project completed in a sprint, and how it stood at the end.
     *
     * @param unit what its completion was counted in
     * @param netScope points that came after the start, less those that left
     * @param utilization percentage of its capacity; empty where nothing was allocated
     * @param risk its score; empty where nobody said
     */
    record Delivery(
            long workstreamId,
            long sprintId,
            Unit unit,
            double totalPoints,
            double points,
            int totalIssues,
            int issues,
            int blockedIssues,
            double netScope,
            OptionalDouble utilization,
            OptionalDouble risk) {

        double in(Unit wanted) {
            return wanted == Unit.STORY_POINTS ? points : issues;
        }

        /** Units that it was to complete. */
        double total() {
            return unit == Unit.STORY_POINTS ? totalPoints : totalIssues;
        }
    }

    /** A board at the end of a day. */
    record Snapshot(LocalDate date, boolean isFinal, double total, double completed) {}

    /** Of sprints that began before the instant, oldest first; at most as many of a project as a forecast looks at. */
    List<Delivery> history(long boardId, Instant before) {
        return jdbc.sql(HISTORY)
                .param("board", boardId)
                .param("before", Timestamp.from(before))
                .param("most", BayesianBootstrap.LONGEST_HISTORY)
                .query(DeliveredSprints::delivery)
                .list();
    }

    /** By sprint, oldest day first. */
    Map<Long, List<Snapshot>> snapshots(List<Long> sprintIds) {
        Map<Long, List<Snapshot>> snapshots = new HashMap<>();
        RowCallbackHandler adding = row -> snapshots
                .computeIfAbsent(row.getLong("sprint_id"), any -> new ArrayList<>())
                .add(new Snapshot(
                        row.getObject("metrics_date", LocalDate.class),
                        row.getBoolean("is_final"),
                        row.getDouble("total"),
                        row.getDouble("completed")));
        jdbc.sql(SNAPSHOTS).param("sprints", sprintIds.toArray(Long[]::new)).query(adding);
        return snapshots;
    }

    private static Delivery delivery(ResultSet row, int number) throws SQLException {
        return new Delivery(
                row.getLong("project_workstream_id"),
                row.getLong("sprint_id"),
                Unit.ofKey(row.getString("unit")),
                row.getDouble("total_story_points"),
                row.getDouble("completed_story_points"),
                row.getInt("total_issues"),
                row.getInt("completed_issues"),
                row.getInt("blocked_issues"),
                row.getDouble("scope_added_points") - row.getDouble("scope_removed_points"),
                optional(row, "capacity_utilization"),
                optional(row, "risk_score"));
    }

    private static OptionalDouble optional(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
