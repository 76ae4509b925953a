package dev.braid.core.sprint;

import dev.braid.contracts.MetaBoardConfiguration;
import dev.braid.contracts.ProjectMapping;
import dev.braid.core.sprint.BoardFields.Said;
import dev.braid.core.web.Paging;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Boards as they are configured, also those that are in use no more. */
@Repository
class BoardStore {

    private static final String MATCHING = """
            FROM meta_boards WHERE (:boardId::bigint IS NULL OR board_id = :boardId)
                AND (:name::text IS NULL OR strpos(lower(board_name), lower(:name)) > 0
                    OR strpos(lower(configuration_name), lower(:name)) > 0)
            """;

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;

    BoardStore(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * By their ids.
     *
     * @param name part of either name, capitals make no difference; null: any
     */
    List<MetaBoardConfiguration> list(@Nullable Long boardId, @Nullable String name, Paging paging) {
        return matching("SELECT * " + MATCHING + "ORDER BY board_id LIMIT :limit OFFSET :offset", boardId, name)
                .param("limit", paging.limit())
                .param("offset", paging.offset())
                .query(this::board)
                .list();
    }

    long count(@Nullable Long boardId, @Nullable String name) {
        return matching("SELECT count(*) " + MATCHING, boardId, name)
                .query(Long.class)
                .single();
    }

    Optional<MetaBoardConfiguration> find(long boardId) {
        return jdbc.sql("SELECT * FROM meta_boards WHERE board_id = :boardId")
                .param("boardId", boardId)
                .query(this::board)
                .optional();
    }

    /** As it is until the transaction ends. */
    Optional<MetaBoardConfiguration> lock(long boardId) {
        return jdbc.sql("SELECT * FROM meta_boards WHERE board_id = :boardId FOR UPDATE")
                .param("boardId", boardId)
                .query(this::board)
                .optional();
    }

    /** @param by whose account is named as long as it exists */
    MetaBoardConfiguration insert(Said said, String by, Instant now) {
        return written(said, by, now, """
                INSERT INTO meta_boards (board_id, board_name, configuration_name, description, is_active, aggregation_rules,
                    project_mappings, validation_rules, blocked_statuses, time_zone, working_days, created_by,
                    last_modified_by, created_at, updated_at)
                VALUES (:boardId, :boardName, :configurationName, :description, coalesce(:active, true),
                    coalesce(:rules::jsonb, '{}'), coalesce(:mappings::jsonb, '[]'), coalesce(:validation::jsonb, '{}'),
                    coalesce(:statuses::text[], '{}'), coalesce(:timeZone, 'UTC'), coalesce(:workingDays, 31),
                    (SELECT id FROM users WHERE id = :by), (SELECT id FROM users WHERE id = :by), :now, :now)
                RETURNING *
                """).orElseThrow();
    }

    /** Empty if nothing of it is different. */
    Optional<MetaBoardConfiguration> update(Said said, String by, Instant now) {
        return written(said, by, now, """
                WITH said AS (
                    SELECT coalesce(:boardName, board_name) AS board_name,
                        coalesce(:configurationName, configuration_name) AS configuration_name,
                        CASE WHEN :describes THEN :description ELSE description END AS description,
                        coalesce(:active, is_active) AS is_active,
                        coalesce(:rules::jsonb, aggregation_rules) AS aggregation_rules,
                        coalesce(:mappings::jsonb, project_mappings) AS project_mappings,
                        coalesce(:validation::jsonb, validation_rules) AS validation_rules,
                        coalesce(:statuses::text[], blocked_statuses) AS blocked_statuses,
                        coalesce(:timeZone, time_zone) AS time_zone,
                        coalesce(:workingDays, working_days) AS working_days
                    FROM meta_boards WHERE board_id = :boardId)
                UPDATE meta_boards b SET board_name = said.board_name, configuration_name = said.configuration_name,
                    description = said.description, is_active = said.is_active, aggregation_rules = said.aggregation_rules,
                    project_mappings = said.project_mappings, validation_rules = said.validation_rules,
                    blocked_statuses = said.blocked_statuses, time_zone = said.time_zone, working_days = said.working_days,
                    last_modified_by = (SELECT id FROM users WHERE id = :by), updated_at = :now, version = version + 1
                FROM said
                WHERE board_id = :boardId AND (b.board_name, b.configuration_name, b.description, b.is_active,
                        b.aggregation_rules, b.project_mappings, b.validation_rules, b.blocked_statuses, b.time_zone, b.working_days)
                    IS DISTINCT FROM (said.board_name, said.configuration_name, said.description, said.is_active,
                        said.aggregation_rules, said.project_mappings, said.validation_rules, said.blocked_statuses,
                        said.time_zone, said.working_days)
                RETURNING b.*
                """);
    }

    private Optional<MetaBoardConfiguration> written(Said said, String by, Instant now, String statement) {
        return jdbc.sql(statement)
                .param("boardId", said.boardId())
                .param("boardName", said.boardName())
                .param("configurationName", said.configurationName())
                .param("describes", said.description().isGiven())
                .param("description", said.description().value())
                .param("active", said.active())
                .param("rules", said.rules())
                .param("mappings", said.mappings() == null ? null : ProjectMappings.write(said.mappings()))
                .param("validation", said.validation())
                .param("statuses", texts(said.blockedStatuses()))
                .param("timeZone", said.timeZone())
                .param("workingDays", said.workingDays())
                .param("by", by)
                .param("now", Timestamp.from(now))
                .query(this::board)
                .optional();
    }

    private JdbcClient.StatementSpec matching(String statement, @Nullable Long boardId, @Nullable String name) {
        return jdbc.sql(statement).param("boardId", boardId).param("name", name);
    }

    private MetaBoardConfiguration board(ResultSet row, int number) throws SQLException {
        return new MetaBoardConfiguration(
                row.getLong("board_id"),
                row.getString("board_name"),
                row.getString("configuration_name"),
                row.getString("description"),
                row.getBoolean("is_active"),
                json.readValue(row.getString("aggregation_rules"), OBJECT),
                mappings(row),
                json.readValue(row.getString("validation_rules"), OBJECT),
                List.of((String[]) row.getArray("blocked_statuses").getArray()),
                row.getString("time_zone"),
                row.getInt("working_days"),
                row.getString("created_by"),
                row.getString("last_modified_by"),
                StoredInstants.of(row, "created_at"),
                StoredInstants.of(row, "updated_at"),
                row.getInt("version"));
    }

    private static List<ProjectMapping> mappings(ResultSet row) throws SQLException {
        return ProjectMappings.read(row.getString("project_mappings"));
    }

    private static String @Nullable [] texts(@Nullable Collection<String> values) {
        return values == null ? null : values.toArray(String[]::new);
    }
}
