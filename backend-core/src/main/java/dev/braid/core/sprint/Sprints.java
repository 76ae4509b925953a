package dev.braid.core.sprint;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The sprints of all boards, for whoever asks what became of them. */
@Repository
public class Sprints {

    private static final String SELECT = """
            SELECT id, jira_sprint_id, name, state, start_date, end_date, complete_date, board_id, synthetic FROM sprints
            """;

    private final JdbcClient jdbc;

    Sprints(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Optional<StoredSprint> byId(long id) {
        return jdbc.sql(SELECT + "WHERE id = :id")
                .param("id", id)
                .query(Sprints::sprint)
                .optional();
    }

    /** The one that is under way; of several that which began last, then the one that the tracker made last. */
    public Optional<StoredSprint> activeOf(long boardId) {
        return jdbc.sql(SELECT + """
                        WHERE board_id = :boardId AND state = 'active'
                        ORDER BY start_date DESC, jira_sprint_id DESC NULLS LAST, id DESC LIMIT 1
                        """)
                .param("boardId", boardId)
                .query(Sprints::sprint)
                .optional();
    }

    /** Those that are closed and began before the instant, newest first. */
    public List<StoredSprint> closedBefore(long boardId, Instant before, int most) {
        return jdbc.sql(SELECT + """
                        WHERE board_id = :boardId AND state = 'closed' AND start_date < :before
                        ORDER BY complete_date DESC, start_date DESC, id DESC LIMIT :most
                        """)
                .param("boardId", boardId)
                .param("before", Timestamp.from(before))
                .param("most", most)
                .query(Sprints::sprint)
                .list();
    }

    private static StoredSprint sprint(ResultSet row, int number) throws SQLException {
        return new StoredSprint(
                row.getLong("id"),
                (Long) row.getObject("jira_sprint_id"),
                row.getString("name"),
                SprintState.ofKey(row.getString("state")),
                StoredInstants.orNull(row, "start_date"),
                StoredInstants.orNull(row, "end_date"),
                StoredInstants.orNull(row, "complete_date"),
                row.getLong("board_id"),
                row.getBoolean("synthetic"));
    }
}
