package dev.braid.core.sprint;

import dev.braid.contracts.Sprint;
import dev.braid.core.sprint.SprintFields.NewSprint;
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

/** Sprints as they are shown and edited. */
@Repository
class SprintStore {

    private static final String MATCHING = """
            FROM sprints WHERE (:state::text IS NULL OR state = :state) AND (:boardId::bigint IS NULL OR board_id = :boardId)
            """;

    private static final String LATEST_FIRST = " ORDER BY start_date DESC NULLS FIRST, id DESC ";

    private static final TypeReference<Map<String, Long>> COUNTS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;

    SprintStore(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    List<Sprint> list(SprintQuery query) {
        return matching("SELECT * " + MATCHING + LATEST_FIRST + "LIMIT :limit OFFSET :offset", query)
                .param("limit", query.paging().limit())
                .param("offset", query.paging().offset())
                .query(this::sprint)
                .list();
    }

    long count(SprintQuery query) {
        return matching("SELECT count(*) " + MATCHING, query).query(Long.class).single();
    }

    Optional<Sprint> find(long id) {
        return jdbc.sql("SELECT * FROM sprints WHERE id = :id")
                .param("id", id)
                .query(this::sprint)
                .optional();
    }

    /** Of several the one that began last, those that are still to come before all. */
    Optional<Sprint> findByName(String name, @Nullable Long boardId) {
        return jdbc.sql("SELECT * FROM sprints WHERE name = :name AND (:boardId::bigint IS NULL OR board_id = :boardId)"
                        + LATEST_FIRST + "LIMIT 1")
                .param("name", name)
                .param("boardId", boardId)
                .query(this::sprint)
                .optional();
    }

    /** As it is until the transaction ends. */
    Optional<Sprint> lock(long id) {
        return jdbc.sql("SELECT * FROM sprints WHERE id = :id FOR UPDATE")
                .param("id", id)
                .query(this::sprint)
                .optional();
    }

    /** One that no tracker knows. */
    Sprint insert(NewSprint sprint, Instant now) {
        return jdbc.sql("""
                        INSERT INTO sprints (name, state, start_date, end_date, complete_date, goal, board_id, sync_status,
                            created_at, updated_at)
                        VALUES (:name, :state, :start, :end, :completed, :goal, :boardId, 'skipped', :now, :now) RETURNING *
                        """)
                .param("name", sprint.name())
                .param("state", sprint.dates().state().key())
                .param("start", timestamp(sprint.dates().start()))
                .param("end", timestamp(sprint.dates().end()))
                .param("completed", timestamp(sprint.dates().completed()))
                .param("goal", sprint.goal())
                .param("boardId", sprint.boardId())
                .param("now", timestamp(now))
                .query(this::sprint)
                .single();
    }

    Sprint update(long id, String name, SprintDates dates, @Nullable String goal, Instant now) {
        return jdbc.sql("""
                        UPDATE sprints SET name = :name, state = :state, start_date = :start, end_date = :end,
                            complete_date = :completed, goal = :goal, updated_at = :now, version = version + 1
                        WHERE id = :id RETURNING *
                        """)
                .param("id", id)
                .param("name", name)
                .param("state", dates.state().key())
                .param("start", timestamp(dates.start()))
                .param("end", timestamp(dates.end()))
                .param("completed", timestamp(dates.completed()))
                .param("goal", goal)
                .param("now", timestamp(now))
                .query(this::sprint)
                .single();
    }

    void delete(long id) {
        jdbc.sql("DELETE FROM sprints WHERE id = :id").param("id", id).update();
    }

    long countOf(long boardId) {
        return jdbc.sql("SELECT count(*) FROM sprints WHERE board_id = :boardId")
                .param("boardId", boardId)
                .query(Long.class)
                .single();
    }

    /** How many of the board's sprints were something else before. */
    int setType(long boardId, String type, Map<String, Long> issuesByProject, Instant now) {
        return jdbc.sql("""
                        UPDATE sprints SET meta_board_type = :type, project_source = :source::jsonb, updated_at = :now,
                            version = version + 1
                        WHERE board_id = :boardId
                            AND (meta_board_type, project_source) IS DISTINCT FROM (:type, :source::jsonb)
                        """)
                .param("boardId", boardId)
                .param("type", type)
                .param("source", json.writeValueAsString(issuesByProject))
                .param("now", timestamp(now))
                .update();
    }

    private JdbcClient.StatementSpec matching(String statement, SprintQuery query) {
        return jdbc.sql(statement)
                .param("state", query.state() == null ? null : query.state().key())
                .param("boardId", query.boardId());
    }

    private Sprint sprint(ResultSet row, int number) throws SQLException {
        String projects = row.getString("project_source");
        return new Sprint(
                row.getLong("id"),
                (Long) row.getObject("jira_sprint_id"),
                row.getString("name"),
                row.getString("state"),
                StoredInstants.orNull(row, "start_date"),
                StoredInstants.orNull(row, "end_date"),
                StoredInstants.orNull(row, "complete_date"),
                row.getString("goal"),
                row.getLong("board_id"),
                (Long) row.getObject("origin_board_id"),
                row.getString("meta_board_type"),
                projects == null ? null : json.readValue(projects, COUNTS),
                row.getString("jira_project_key"),
                row.getString("jira_board_name"),
                StoredInstants.orNull(row, "jira_last_updated"),
                row.getString("sync_status"),
                row.getBoolean("synthetic"),
                StoredInstants.of(row, "created_at"),
                StoredInstants.of(row, "updated_at"),
                row.getInt("version"));
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant at) {
        return at == null ? null : Timestamp.from(at);
    }
}
