package dev.braid.core.sprint;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The boards that are in use. */
@Repository
public class MetaBoards {

    private static final String ACTIVE = """
            SELECT board_id, board_name, time_zone, working_days, blocked_statuses FROM meta_boards WHERE is_active
            """;

    private final JdbcClient jdbc;

    MetaBoards(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Empty for a board that nobody configured, and for one that was deactivated. */
    public Optional<MetaBoard> active(long boardId) {
        return jdbc.sql(ACTIVE + " AND board_id = :boardId")
                .param("boardId", boardId)
                .query(MetaBoards::board)
                .optional();
    }

    /** By their id. */
    public List<MetaBoard> allActive() {
        return jdbc.sql(ACTIVE + " ORDER BY board_id").query(MetaBoards::board).list();
    }

    /** Also of a board that is in use no more; of one that nobody configured weekdays in UTC. */
    WorkingCalendar calendarOf(long boardId) {
        return jdbc.sql("SELECT time_zone, working_days FROM meta_boards WHERE board_id = :boardId")
                .param("boardId", boardId)
                .query((row, number) -> new WorkingCalendar(ZoneId.of(row.getString(1)), row.getInt(2)))
                .optional()
                .orElseGet(() -> new WorkingCalendar(ZoneId.of("UTC"), WorkingCalendar.WEEKDAYS));
    }

    private static MetaBoard board(ResultSet row, int number) throws SQLException {
        return new MetaBoard(
                row.getLong("board_id"),
                row.getString("board_name"),
                new WorkingCalendar(ZoneId.of(row.getString("time_zone")), row.getInt("working_days")),
                Set.of((String[]) row.getArray("blocked_statuses").getArray()));
    }
}
