package dev.braid.core.sprint;

import dev.braid.contracts.SprintAnalysis;
import dev.braid.core.web.Paging;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What sprints were found to be, each time that somebody asked. */
@Repository
class AnalysisStore {

    private static final String MATCHING = """
            FROM sprint_analyses WHERE sprint_id = :sprintId AND (:type::text IS NULL OR analysis_type = :type)
            """;

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;

    AnalysisStore(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** @param by whose account is named as long as it exists */
    SprintAnalysis insert(long sprintId, AnalysisType type, SprintNow found, String by, Instant now) {
        return jdbc.sql("""
                        INSERT INTO sprint_analyses (sprint_id, analysis_type, total_issues, total_story_points,
                            completed_story_points, result, project_breakdown, created_by, created_at)
                        VALUES (:sprintId, :type, :issues, :points, :completed, :result::jsonb, :projects::jsonb,
                            (SELECT id FROM users WHERE id = :by), :now)
                        RETURNING *
                        """)
                .param("sprintId", sprintId)
                .param("type", type.key())
                .param("issues", found.issues())
                .param("points", found.points())
                .param("completed", found.completedPoints())
                .param("result", json.writeValueAsString(found.result(type)))
                .param("projects", json.writeValueAsString(found.projects()))
                .param("by", by)
                .param("now", Timestamp.from(now))
                .query(this::analysis)
                .single();
    }

    /** The latest first. */
    List<SprintAnalysis> list(long sprintId, @Nullable AnalysisType type, Paging paging) {
        return matching("SELECT * " + MATCHING + "ORDER BY id DESC LIMIT :limit OFFSET :offset", sprintId, type)
                .param("limit", paging.limit())
                .param("offset", paging.offset())
                .query(this::analysis)
                .list();
    }

    long count(long sprintId, @Nullable AnalysisType type) {
        return matching("SELECT count(*) " + MATCHING, sprintId, type)
                .query(Long.class)
                .single();
    }

    /** What an import recorded of a sprint whose issues nobody knows. */
    Optional<SprintAnalysis> recorded(long sprintId) {
        return jdbc.sql("""
                        SELECT a.* FROM sprint_analyses a JOIN sprints s ON s.id = a.sprint_id
                        WHERE s.id = :sprintId AND s.source_key IS NOT NULL AND analysis_type = 'velocity'
                            AND project_key = jira_project_key
                            AND NOT EXISTS (SELECT FROM issues i WHERE i.sprint_id = s.id)
                        ORDER BY a.id DESC LIMIT 1
                        """).param("sprintId", sprintId).query(this::analysis).optional();
    }

    private JdbcClient.StatementSpec matching(String statement, long sprintId, @Nullable AnalysisType type) {
        return jdbc.sql(statement).param("sprintId", sprintId).param("type", type == null ? null : type.key());
    }

    private SprintAnalysis analysis(ResultSet row, int number) throws SQLException {
        String projects = row.getString("project_breakdown");
        return new SprintAnalysis(
                row.getLong("id"),
                row.getLong("sprint_id"),
                row.getString("analysis_type"),
                row.getString("project_key"),
                row.getString("project_name"),
                row.getInt("total_issues"),
                row.getDouble("total_story_points"),
                row.getDouble("completed_story_points"),
                json.readValue(row.getString("result"), OBJECT),
                projects == null ? null : json.readValue(projects, OBJECT),
                row.getString("created_by"),
                StoredInstants.of(row, "created_at"));
    }
}
