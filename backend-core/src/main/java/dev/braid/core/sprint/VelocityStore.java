package dev.braid.core.sprint;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** Boards and sprints that are known by their key of {@code velocity_history.csv}. */
@Repository
class VelocityStore {

    private static final JsonMapper JSON = new JsonMapper();

    private final JdbcClient jdbc;
    private final JdbcTemplate rows;

    VelocityStore(JdbcClient jdbc, DataSource dataSource) {
        this.jdbc = jdbc;
        this.rows = new JdbcTemplate(dataSource);
    }

    /**
     * A sprint of an earlier import.
     *
     * @param row null if nobody knows any more what was said of it
     */
    record Known(
            String key,
            String boardKey,
            Instant start,
            Instant end,
            @Nullable VelocityRow row) {}

    /** Ids by keys. */
    Map<String, Long> boards(Collection<String> keys) {
        Map<String, Long> ids = new HashMap<>();
        jdbc.sql("SELECT source_key, board_id FROM meta_boards WHERE source_key = ANY(:keys)")
                .param("keys", keys.toArray(String[]::new))
                .query(row -> {
                    ids.put(row.getString(1), row.getLong(2));
                });
        return ids;
    }

    List<Known> sprints(Collection<Long> boardIds) {
        return jdbc.sql("""
                        SELECT s.source_key, b.source_key AS board_key, s.start_date, s.end_date, a.result
                        FROM sprints s JOIN meta_boards b USING (board_id)
                            LEFT JOIN sprint_analyses a ON a.sprint_id = s.id AND a.analysis_type = 'velocity'
                                AND a.project_key = s.jira_project_key AND a.result -> 'plan_days' IS NOT NULL
                        WHERE s.board_id = ANY(:boardIds) AND s.source_key LIKE b.source_key || ':%'
                        """)
                .param("boardIds", boardIds.toArray(Long[]::new))
                .query(VelocityStore::known)
                .list();
    }

    Set<Long> idsOf(Collection<String> keys) {
        return Set.copyOf(jdbc.sql("SELECT id FROM sprints WHERE source_key = ANY(:keys)")
                .param("keys", keys.toArray(String[]::new))
                .query(Long.class)
                .list());
    }

    long addBoard(VelocityRow of, Instant now) {
        return jdbc.sql("""
                        INSERT INTO meta_boards (board_id, board_name, configuration_name, source_key, created_at, updated_at)
                        VALUES (nextval('meta_board_ids'), :name, :name, :key, :now, :now) RETURNING board_id
                        """)
                .param("name", of.boardName())
                .param("key", of.boardKey())
                .param("now", Timestamp.from(now))
                .query(Long.class)
                .single();
    }

    void addSprints(Collection<VelocityRow> sprints, Map<String, Long> boards, Instant now) {
        batch(
                """
                INSERT INTO sprints (name, state, start_date, end_date, complete_date, board_id, jira_project_key, jira_board_name,
                    sync_status, synthetic, source_key, created_at, updated_at)
                VALUES (?, 'closed', ?, ?, ?, ?, ?, ?, 'completed', true, ?, ?, ?)
                """,
                sprints.stream()
                        .map(row -> new Object[] {
                            row.sprintName(),
                            // Laid end to end once all are there.
                            at(now),
                            at(now),
                            at(now),
                            boards.get(row.boardKey()),
                            row.projectKey(),
                            row.boardName(),
                            row.key(),
                            at(now),
                            at(now)
                        })
                        .toList());
    }

    void setPeriods(Map<String, EndToEnd.Period> periods, Instant now) {
        batch(
                """
                UPDATE sprints SET start_date = ?, end_date = ?, complete_date = ?, updated_at = ?, version = version + 1
                WHERE source_key = ?
                """,
                periods.entrySet().stream()
                        .map(period -> new Object[] {
                            at(period.getValue().start()),
                            at(period.getValue().end()),
                            at(period.getValue().end()),
                            at(now),
                            period.getKey()
                        })
                        .toList());
    }

    /** Takes the place of what was said of them before. */
    void setResults(Collection<VelocityRow> results, Instant now) {
        batch("""
                DELETE FROM sprint_analyses a USING sprints s
                WHERE a.sprint_id = s.id AND a.analysis_type = 'velocity' AND a.project_key = s.jira_project_key AND s.source_key = ?
                """, results.stream().map(row -> new Object[] {row.key()}).toList());
        batch("""
                INSERT INTO sprint_analyses (sprint_id, analysis_type, project_key, project_name, total_story_points,
                    completed_story_points, result, project_breakdown, created_at)
                SELECT id, 'velocity', ?, ?, ?, ?, ?::jsonb, ?::jsonb, ? FROM sprints WHERE source_key = ?
                """, results.stream().map(row -> analysis(row, now)).toList());
    }

    private static Object[] analysis(VelocityRow row, Instant now) {
        String result = JSON.writeValueAsString(row.result());
        return new Object[] {
            row.projectKey(),
            row.boardName(),
            row.scope().max(row.delivered()),
            row.delivered(),
            result,
            JSON.writeValueAsString(Map.of(row.projectKey(), row.result())),
            at(now),
            row.key()
        };
    }

    private void batch(String statement, List<Object[]> arguments) {
        if (!arguments.isEmpty()) {
            rows.batchUpdate(statement, arguments);
        }
    }

    private static Known known(ResultSet row, int number) throws SQLException {
        String key = row.getString("source_key");
        String result = row.getString("result");
        return new Known(
                key,
                row.getString("board_key"),
                StoredInstants.of(row, "start_date"),
                StoredInstants.of(row, "end_date"),
                result == null ? null : VelocityRow.stored(key, JSON.readTree(result)));
    }

    private static Timestamp at(Instant instant) {
        return Timestamp.from(instant);
    }
}
