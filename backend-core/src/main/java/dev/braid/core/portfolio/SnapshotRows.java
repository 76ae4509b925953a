package dev.braid.core.portfolio;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.stereotype.Repository;

/** The days of running sprints, a row for each project. A later one of the same day replaces it. */
@Repository
class SnapshotRows {

    private static final String UPSERT = """
            INSERT INTO project_sprint_metrics (sprint_id, project_workstream_id, metrics_date, unit, total_issues, completed_issues,
                in_progress_issues, blocked_issues, total_story_points, completed_story_points, in_progress_story_points,
                completion_percentage, velocity, burndown_rate, bug_count, critical_issues_count, team_allocation_percentage,
                capacity_utilization, scope_change_count, scope_added_points, scope_removed_points, previous_velocity, velocity_trend,
                risk_score, health_status, captured_at)
            VALUES (:sprint, :workstream, :date, :unit, :total, :completed, :inProgress, :blocked, :totalPoints, :completedPoints,
                :inProgressPoints, :completion, :velocity, :burndown, :bugs, :critical, :allocation, :utilization, :scopeChanges, :added,
                :removed, :previous, :trend, :risk, :health, :at)
            ON CONFLICT (sprint_id, project_workstream_id, metrics_date) DO UPDATE SET
                unit = excluded.unit, total_issues = excluded.total_issues, completed_issues = excluded.completed_issues,
                in_progress_issues = excluded.in_progress_issues, blocked_issues = excluded.blocked_issues,
                total_story_points = excluded.total_story_points, completed_story_points = excluded.completed_story_points,
                in_progress_story_points = excluded.in_progress_story_points, completion_percentage = excluded.completion_percentage,
                velocity = excluded.velocity, burndown_rate = excluded.burndown_rate, bug_count = excluded.bug_count,
                critical_issues_count = excluded.critical_issues_count,
                team_allocation_percentage = excluded.team_allocation_percentage,
                capacity_utilization = excluded.capacity_utilization, scope_change_count = excluded.scope_change_count,
                scope_added_points = excluded.scope_added_points, scope_removed_points = excluded.scope_removed_points,
                previous_velocity = excluded.previous_velocity, velocity_trend = excluded.velocity_trend,
                risk_score = excluded.risk_score, health_status = excluded.health_status, captured_at = excluded.captured_at
            WHERE NOT project_sprint_metrics.is_final
            """;

    /** A row without a judgement was rebuilt from what the tracker remembers. */
    private static final String JUDGED = """
            SELECT EXISTS (SELECT FROM sprints s JOIN project_sprint_metrics m ON m.sprint_id = s.id
                WHERE s.board_id = :board AND s.state = 'active' AND m.metrics_date = :date AND m.health_status IS NOT NULL)
            """;

    private final NamedParameterJdbcOperations jdbc;

    SnapshotRows(NamedParameterJdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether that day of the board's running sprint was kept already. */
    boolean judged(long boardId, LocalDate date) {
        return Boolean.TRUE.equals(jdbc.queryForObject(
                JUDGED, new MapSqlParameterSource("board", boardId).addValue("date", date), Boolean.class));
    }

    void write(PortfolioModel model, Instant at) {
        LocalDate date = model.board().calendar().dateOf(at);
        // In the order in which imports write them, so that the two wait for each other and not for ever.
        List<MapSqlParameterSource> rows = model.projects().stream()
                .sorted(Comparator.comparingLong(state -> state.project().workstreamId()))
                .map(state -> row(model, state).addValue("date", date).addValue("at", Timestamp.from(at)))
                .toList();
        jdbc.batchUpdate(UPSERT, rows.toArray(MapSqlParameterSource[]::new));
    }

    private static MapSqlParameterSource row(PortfolioModel model, ProjectState state) {
        ProjectCounts counts = state.counts();
        double elapsed = Math.max(1, model.clock().elapsedWorkdays());
        return new MapSqlParameterSource()
                .addValue("sprint", model.sprint().id())
                .addValue("workstream", state.project().workstreamId())
                .addValue("unit", state.unit().key())
                .addValue("total", counts.totalIssues())
                .addValue("completed", counts.completedIssues())
                .addValue("inProgress", counts.inProgressIssues())
                .addValue("blocked", counts.blockedIssues())
                .addValue("totalPoints", counts.totalPoints())
                .addValue("completedPoints", counts.completedPoints())
                .addValue("inProgressPoints", counts.inProgressPoints())
                .addValue("completion", Rounding.percentage(counts.completionPercentage(), counts.done()))
                .addValue("velocity", counts.completed())
                .addValue("burndown", counts.completionPercentage() / elapsed)
                .addValue("bugs", counts.bugs())
                .addValue("critical", counts.openCritical())
                .addValue("allocation", Rounding.unrounded(state.teamAllocation()))
                .addValue("utilization", Rounding.unrounded(state.capacity().utilization()))
                .addValue("scopeChanges", state.scope().count())
                .addValue("added", state.scope().added())
                .addValue("removed", state.scope().removed())
                .addValue("previous", Rounding.unrounded(state.pastVelocity().average()))
                .addValue("trend", state.pastVelocity().trend().map(Trend::key).orElse(null))
                .addValue("risk", state.risk().score())
                .addValue("health", state.health().key());
    }
}
