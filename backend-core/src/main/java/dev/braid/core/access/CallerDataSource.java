package dev.braid.core.access;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Connections that know on whose behalf they are used, so that row level security decides what a statement sees, whatever its
 * author forgot. Said anew each time a connection is handed out: nothing of an earlier caller is left on it.
 */
public final class CallerDataSource extends DelegatingDataSource implements AutoCloseable {

    private static final String INTRODUCTION =
            "SELECT set_config('braid.caller_id', ?, false), set_config('braid.caller_kind', ?, false)";

    private final AutoCloseable pool;

    /** @param pool of connections; closed with this */
    public <P extends DataSource & AutoCloseable> CallerDataSource(P pool) {
        super(pool);
        this.pool = pool;
    }

    @Override
    public void close() throws Exception {
        pool.close();
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        try {
            introduce(CurrentCaller.get(), connection);
            return connection;
        } catch (SQLException | RuntimeException failed) {
            connection.close();
            throw failed;
        }
    }

    private static void introduce(Caller caller, Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INTRODUCTION)) {
            statement.setString(1, caller.userId());
            statement.setString(2, caller.kind().name());
            statement.execute();
        }
    }
}
