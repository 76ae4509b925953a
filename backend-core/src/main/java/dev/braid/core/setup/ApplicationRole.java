package dev.braid.core.setup;

import dev.braid.core.access.UnusableSetting;
import javax.sql.DataSource;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.JdbcTemplate;
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

    /** Of the role itself, and of those that it inherits from or may become. */
    private static final String PROBLEMS = """
            SELECT coalesce(string_agg(
                CASE WHEN r.oid = me.oid THEN '' ELSE 'is a member of ' || r.rolname || ', which ' END || power,
                ', ' ORDER BY r.oid <> me.oid, r.rolname), '')
            FROM pg_roles me
            JOIN pg_roles r ON r.oid = me.oid OR NOT me.rolsuper AND pg_has_role(me.oid, r.oid, 'MEMBER')
            CROSS JOIN LATERAL (SELECT concat_ws(' and ',
                CASE WHEN r.rolsuper THEN 'is a superuser' END,
                CASE WHEN r.rolbypassrls THEN 'may bypass row level security' END,
                (SELECT 'owns ' || string_agg(relname, ', ' ORDER BY relname) FROM pg_class
                 WHERE relowner = r.oid AND relkind IN ('r', 'p', 'v', 'm', 'f') AND relpersistence <> 't')) AS power) AS found
            WHERE me.rolname = current_user AND power <> ''
            """;

    private ApplicationRole() {}

    /** Makes the role, unless it is there, and lets the owner of the schema become it. */
    static void make(DataSource ofTheOwner) {
        try {
            new JdbcTemplate(ofTheOwner).execute(MAKE);
        } catch (BadSqlGrammarException refused) {
            // Which is how Spring calls SQLSTATE 42501, insufficient privilege.
            String why = String.valueOf(refused.getMostSpecificCause().getMessage());
            throw new UnusableSetting("BRAID_DB_USER: cannot make the role " + NAME + ", "
                    + why.lines().findFirst().orElse(why)
                    + " (expected: a user with CREATEROLE, or, done before: CREATE ROLE " + NAME + "; GRANT " + NAME
                    + " TO that user)");
        }
    }

    /** Fails unless the pool works as a role that row level security holds for, and that cannot become another one. */
    static void requireHarmless(JdbcClient ofThePool) {
        String problems = ofThePool.sql(PROBLEMS).query(String.class).single();
        if (!problems.isEmpty()) {
            throw new UnusableSetting("role " + NAME + ": " + problems
                    + " (expected: a role that owns nothing, is above no policy, and is a member of no such role)");
        }
    }
}
