package dev.braid.core.portfolio;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;

/** A database of its own, at whatever version, on a server that has the service's role. */
final class SprintDatabase {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static final String COLUMNS = """
            SELECT concat_ws(' ', table_name, column_name, data_type, character_maximum_length, numeric_precision, is_nullable, column_default)
            FROM information_schema.columns WHERE table_schema = 'public'
            UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
                WHERE connamespace = 'public'::regnamespace
            UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
            UNION ALL SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
            UNION ALL SELECT concat_ws(' ', grantee, table_name, privilege_type) FROM information_schema.role_table_grants
                WHERE table_schema = 'public'
            ORDER BY 1
            """;

    private final DataSource source;
    private final String url;
    private final JdbcTemplate jdbc;

    private SprintDatabase(DataSource source, String url) {
        this.source = source;
        this.url = url;
        this.jdbc = new JdbcTemplate(source);
    }

    static SprintDatabase on(EmbeddedPostgres server) {
        JdbcTemplate all = new JdbcTemplate(server.getPostgresDatabase());
        String name = "sprints_" + NUMBER.incrementAndGet();
        all.execute("""
                DO $$ BEGIN
                    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'braid_app') THEN CREATE ROLE braid_app NOLOGIN; END IF;
                END $$""");
        all.execute("CREATE DATABASE " + name);
        return new SprintDatabase(server.getDatabase("postgres", name), server.getJdbcUrl("postgres", name));
    }

    static SprintDatabase populated(EmbeddedPostgres server) {
        SprintDatabase database = on(server);
        database.migrate("8");
        database.run("/db/sprints-at-version-8.sql");
        return database;
    }

    JdbcTemplate jdbc() {
        return jdbc;
    }

    String jdbcUrl() {
        return url;
    }

    DataSource source() {
        return source;
    }

    /** As the service does, see {@code DatabaseConfiguration}. */
    void migrate(String target) {
        Flyway.configure()
                .dataSource(source)
                .target(target)
                .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                .load()
                .migrate();
    }

    /** @param resource with as many statements as it likes */
    void run(String resource) {
        jdbc.execute(text(resource));
    }

    static String text(String resource) {
        try (InputStream in = SprintDatabase.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    long count(String select) {
        return jdbc.queryForObject(select, Long.class);
    }

    List<String> lines(String select) {
        return jdbc.queryForList(select, String.class);
    }

    /** What there is, and what it says. */
    List<String> schema() {
        return lines(COLUMNS);
    }

    /** All rows of a table, told by a hash. */
    String rows(String table) {
        return jdbc.queryForObject(
                "SELECT count(*) || ' ' || md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM "
                        + table + " t",
                String.class);
    }
}
