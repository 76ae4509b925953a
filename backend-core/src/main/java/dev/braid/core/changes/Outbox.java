package dev.braid.core.changes;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The changes that were said, on one connection that also hears of new ones. Everything in it fails when the connection is lost. For one
 * thread.
 */
final class Outbox implements AutoCloseable {

    /** A server that says nothing for so long is gone. */
    private static final Duration LONGEST_STATEMENT = Duration.ofSeconds(10);

    private static final String STATE = """
            SELECT last, EXISTS (SELECT FROM change_events WHERE seq IS NULL) AS unnumbered FROM change_sequence
            """;

    private static final String AFTER = """
            SELECT seq, publisher, event_type, at, data, audience, permission, tags FROM change_events
            WHERE seq > :seq ORDER BY seq LIMIT :most
            """;

    /** By the clock of the database, which all processes share. */
    private static final String REMOVE = """
            DELETE FROM change_events WHERE seq IS NOT NULL AND at < now() - make_interval(secs => :seconds)
            """;

    private final Connection connection;
    private final JdbcClient jdbc;

    private Outbox(Connection connection) {
        this.connection = connection;
        this.jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
    }

    static Outbox on(DataSource dataSource) throws SQLException {
        Outbox outbox = new Outbox(dataSource.getConnection());
        try {
            outbox.connection.setNetworkTimeout(Runnable::run, Math.toIntExact(LONGEST_STATEMENT.toMillis()));
            outbox.execute("LISTEN braid_changes");
            return outbox;
        } catch (SQLException failed) {
            outbox.connection.close();
            throw failed;
        }
    }

    /** Gives the connection back to the pool, deaf. */
    @Override
    public void close() throws SQLException {
        try (connection) {
            if (!connection.isClosed()) {
                execute("UNLISTEN braid_changes");
            }
        }
    }

    /**
     * How far it is.
     *
     * @param last number given; all of them up to it can be read, as long as they are kept
     */
    record State(long last, boolean unnumbered) {}

    State state() {
        return jdbc.sql(STATE)
                .query((row, number) -> new State(row.getLong("last"), row.getBoolean("unnumbered")))
                .single();
    }

    /** Numbers what was committed; returns how many. */
    int number(int most) {
        return jdbc.sql("SELECT braid_number_changes(:most)")
                .param("most", most)
                .query(Integer.class)
                .single();
    }

    /** What follows this number, in order. */
    List<NumberedChange> after(long seq, int most) {
        return jdbc.sql(AFTER)
                .param("seq", seq)
                .param("most", most)
                .query(Outbox::change)
                .list();
    }

    /** Removes what was numbered and is older; returns how many. */
    int removeOlderThan(Duration age) {
        return jdbc.sql(REMOVE).param("seconds", age.toSeconds()).update();
    }

    /** Whether something was said meanwhile; waits for it at most so long. */
    boolean heard(Duration atMost) throws SQLException {
        return connection.unwrap(PGConnection.class).getNotifications(Math.toIntExact(atMost.toMillis())).length > 0;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static NumberedChange change(ResultSet row, int number) throws SQLException {
        return new NumberedChange(
                row.getLong("seq"),
                row.getObject("publisher", UUID.class),
                row.getString("event_type"),
                row.getTimestamp("at").toInstant().truncatedTo(ChronoUnit.MILLIS),
                row.getString("data"),
                new Audience(texts(row.getArray("audience")), row.getString("permission")),
                Set.of((String[]) row.getArray("tags").getArray()));
    }

    private static @Nullable Set<String> texts(@Nullable Array array) throws SQLException {
        return array == null ? null : Set.of((String[]) array.getArray());
    }
}
