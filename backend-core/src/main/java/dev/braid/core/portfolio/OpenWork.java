package dev.braid.core.portfolio;

import dev.braid.core.sprint.WorkUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What is left to do of projects, in whatever sprint or in none. */
@Repository
class OpenWork {

    /** Issues that nobody has estimated count as the median of those that somebody has. From the index issues_open alone. */
    static final String OPEN = """
            SELECT project_workstream_id, count(*) AS issues, count(story_points) AS estimated, coalesce(sum(story_points), 0) AS points,
                coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY story_points), 0) AS median
            FROM issues
            WHERE project_workstream_id = ANY (:workstreams::bigint[]) AND status_category <> 'done' AND deleted_at IS NULL AND NOT is_subtask
            GROUP BY project_workstream_id
            """;

    private final JdbcClient jdbc;

    OpenWork(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param points with the median for each issue that is not estimated */
    record Open(int issues, int estimated, double points) {

        static final Open NONE = new Open(0, 0, 0);

        double in(WorkUnit unit) {
            return unit == WorkUnit.STORY_POINTS ? points : issues;
        }
    }

    /** By workstream; without those that have nothing left to do. */
    Map<Long, Open> of(List<Long> workstreamIds) {
        Map<Long, Open> open = new HashMap<>();
        RowCallbackHandler adding = row -> {
            int issues = row.getInt("issues");
            int estimated = row.getInt("estimated");
            double points = row.getDouble("points") + (issues - estimated) * row.getDouble("median");
            open.put(row.getLong("project_workstream_id"), new Open(issues, estimated, points));
        };
        jdbc.sql(OPEN).param("workstreams", workstreamIds.toArray(Long[]::new)).query(adding);
        return open;
    }
}
