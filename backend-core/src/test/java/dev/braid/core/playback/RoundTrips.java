package dev.braid.core.playback;

import dev.braid.core.access.CallerDataSource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** What the database is asked by this thread while this is open: each is one way there and back. */
final class RoundTrips implements AutoCloseable {

    /** What the driver has to ask for: the isolation level is a statement of its own each time. */
    private static final Set<String> OF_A_CONNECTION =
            Set.of("commit", "rollback", "getTransactionIsolation", "setTransactionIsolation");

    private final Thread counted = Thread.currentThread();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final CallerDataSource service;
    private final DataSource pool;

    RoundTrips(CallerDataSource service) {
        this.service = service;
        this.pool = Objects.requireNonNull(service.getTargetDataSource());
        service.setTargetDataSource(new DelegatingDataSource(pool) {
            @Override
            public Connection getConnection() throws SQLException {
                return Thread.currentThread() == counted
                        ? watched(Connection.class, pool.getConnection(), "")
                        : pool.getConnection();
            }
        });
    }

    List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() {
        service.setTargetDataSource(pool);
    }

    private <T> T watched(Class<T> type, T target, String sql) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    String name = method.getName();
                    if (name.startsWith("execute")) {
                        asked.add(sql.isEmpty() ? String.valueOf(arguments[0]) : sql);
                    } else if (OF_A_CONNECTION.contains(name)) {
                        asked.add(name);
                    }
                    try {
                        return watchedToo(method.invoke(target, arguments), arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                }));
    }

    private Object watchedToo(Object made, Object[] arguments) {
        if (made instanceof CallableStatement) {
            return made;
        }
        if (made instanceof PreparedStatement statement) {
            return watched(PreparedStatement.class, statement, String.valueOf(arguments[0]));
        }
        return made instanceof Statement statement ? watched(Statement.class, statement, "") : made;
    }
}
