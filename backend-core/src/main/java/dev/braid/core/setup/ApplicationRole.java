package dev.braid.core.setup;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The role that every statement of the service runs as. It owns nothing and is above no policy, so that row level security holds
 * for whatever the service asks; the user of {@code BRAID_DB_USER} owns the schema and only migrates it.
 */
final class ApplicationRole {

    static final String NAME = "braid_app";

    /** Two services that start at the same time make it once. The number is arbitrary, and only this lock's. */
    private static final String MAKE = """
            DO $$
            BEGIN
                PERFORM pg_advisory_xact_lock(4150217);
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'braid_app') THEN
                    CREATE ROLE braid_app NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
                END IF;
                IF NOT pg_has_role(current_user, 'braid_app', 'SET') THEN
                    EXECUTE format('GRANT braid_app TO %I WITH SET TRUE', current_user);
                END IF;
                EXECUTE 'GRANT USAGE ON SCHEMA public TO braid_app';
            END
            $$
            """;

    private ApplicationRole() {}

    /** Makes the role, unless it is there, and lets the owner of the schema become it. */
    static void make(DataSource ofTheOwner) {
        try (Connection connection = ofTheOwner.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(MAKE);
        } catch (SQLException failed) {
            throw new IllegalStateException(
                    "role " + NAME + ": cannot be made by the user of BRAID_DB_USER (expected: one with CREATEROLE, or"
                            + " CREATE ROLE " + NAME + "; GRANT " + NAME + " TO that user, done before)",
                    failed);
        }
    }

    /** Fails unless the pool works as a role that row level security holds for. */
    static void requireHarmless(JdbcClient ofThePool) {
        String problems = ofThePool
                .sql("""
                        SELECT concat_ws(', ',
                            CASE WHEN rolsuper THEN 'is a superuser' END,
                            CASE WHEN rolbypassrls THEN 'may bypass row level security' END,
                            (SELECT 'owns ' || string_agg(relname, ' and ') FROM pg_class WHERE relowner = r.oid
                                AND relkind IN ('r', 'p', 'v', 'm') AND relpersistence <> 't'))
                        FROM pg_roles r WHERE rolname = current_user
                        """)
                .query((ResultSet row, int number) -> row.getString(1))
                .single();
        if (!problems.isEmpty()) {
            throw new IllegalStateException("database role of the pool: " + problems
                    + " (expected: one that row level security holds for, such as " + NAME + ")");
        }
    }
}
