package dev.braid.core.portfolio;

import dev.braid.contracts.ForecastCalibration;
import dev.braid.core.forecast.BayesianBootstrap;
import dev.braid.core.sprint.WorkUnit;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * What was forecast of a board, once for each project and sprint, when that begins; and how many sprints it took in the end. One that took
 * longer than its P95 is known to have missed as soon as so many sprints are over.
 */
@Repository
class ForecastLog {

    /** Fewer say too little: with 20, a share of 85 % is known to within 16 points. */
    private static final int MEASURABLE = 20;

    private static final String WRITE = """
            INSERT INTO forecast_log (board_id, project_workstream_id, as_of, closed_sprints, unit, remaining, n50, n85, n95, model_version)
            SELECT :board::bigint, :workstream::bigint, :asOf::date, closed, :unit::text, :remaining::numeric, :n50::integer, :n85::integer,
                :n95::integer, :version::integer
            FROM (SELECT count(*)::integer AS closed FROM project_sprint_metrics m JOIN sprints s ON s.id = m.sprint_id
                WHERE m.project_workstream_id = :workstream AND m.is_final AND s.board_id = :board AND s.state = 'closed') counted
            WHERE NOT EXISTS (SELECT FROM forecast_log l WHERE l.board_id = :board AND l.project_workstream_id = :workstream
                AND l.closed_sprints = closed)
            ON CONFLICT (board_id, project_workstream_id, as_of) DO NOTHING
            """;

    private static final String RESOLVE = """
            WITH delivered AS (
                SELECT m.project_workstream_id AS workstream,
                    row_number() OVER (PARTITION BY m.project_workstream_id ORDER BY s.complete_date, s.start_date, s.id) AS nth,
                    m.completed_story_points AS points, m.completed_issues AS issues
                FROM project_sprint_metrics m JOIN sprints s ON s.id = m.sprint_id
                WHERE m.is_final AND s.board_id = :board AND s.state = 'closed'),
            progress AS (
                SELECT l.id, l.remaining, l.n95, d.nth - l.closed_sprints AS n,
                    sum(CASE l.unit WHEN 'issues' THEN d.issues ELSE d.points END) OVER (PARTITION BY l.id ORDER BY d.nth) AS done
                FROM forecast_log l JOIN delivered d ON d.workstream = l.project_workstream_id AND d.nth > l.closed_sprints
                WHERE l.board_id = :board AND l.resolved_n IS NULL),
            resolved AS (
                SELECT id, coalesce(min(n) FILTER (WHERE done >= remaining), CASE WHEN max(n) >= max(n95) THEN max(n95) + 1 END) AS n
                FROM progress GROUP BY id)
            UPDATE forecast_log l SET resolved_n = r.n FROM resolved r WHERE r.id = l.id AND r.n IS NOT NULL
            """;

    /** A percentile beyond the horizon is later than whatever came. */
    private static final String CALIBRATION = """
            SELECT count(*) AS n, avg(CASE WHEN resolved_n > n50 THEN 0 ELSE 1.0 END) AS p50,
                avg(CASE WHEN resolved_n > n85 THEN 0 ELSE 1.0 END) AS p85, avg(CASE WHEN resolved_n > n95 THEN 0 ELSE 1.0 END) AS p95
            FROM forecast_log WHERE board_id = :board AND resolved_n IS NOT NULL AND model_version = :version
            """;

    private final JdbcClient jdbc;

    ForecastLog(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A forecast to be kept. */
    record Entry(
            long boardId,
            long workstreamId,
            LocalDate asOf,
            WorkUnit unit,
            double remaining,
            @Nullable Integer n50,
            @Nullable Integer n85,
            @Nullable Integer n95) {}

    /** Keeps it unless one was kept since the project closed a sprint. */
    void write(Entry entry) {
        jdbc.sql(WRITE)
                .param("board", entry.boardId())
                .param("workstream", entry.workstreamId())
                .param("asOf", entry.asOf())
                .param("unit", entry.unit().key())
                .param("remaining", entry.remaining())
                .param("n50", entry.n50())
                .param("n85", entry.n85())
                .param("n95", entry.n95())
                .param("version", BayesianBootstrap.VERSION)
                .update();
    }

    /** Looks what became of the forecasts of a board. */
    void resolve(long boardId) {
        jdbc.sql(RESOLVE).param("board", boardId).update();
    }

    ForecastCalibration calibration(long boardId, LocalDate today) {
        return jdbc.sql(CALIBRATION)
                .param("board", boardId)
                .param("version", BayesianBootstrap.VERSION)
                .query((row, number) -> {
                    int n = row.getInt("n");
                    return n < MEASURABLE
                            ? new ForecastCalibration(null, null, null, n, today)
                            : new ForecastCalibration(
                                    row.getDouble("p50"), row.getDouble("p85"), row.getDouble("p95"), n, today);
                })
                .single();
    }
}
