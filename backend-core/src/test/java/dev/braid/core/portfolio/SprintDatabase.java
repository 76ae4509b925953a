package dev.braid.core.portfolio;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;

/** A database of its own, at whatever version from 8 on, on a server that has the service's role. */
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

    private final String name;
    private final DataSource source;
    private final JdbcTemplate jdbc;

    private SprintDatabase(String template) {
        this.name = "sprints_" + NUMBER.incrementAndGet();
        new JdbcTemplate(Server.POSTGRES.getPostgresDatabase())
                .execute("CREATE DATABASE " + name + " TEMPLATE " + template);
        this.source = Server.POSTGRES.getDatabase("postgres", name);
        this.jdbc = new JdbcTemplate(source);
    }

    static SprintDatabase atVersion8() {
        return Server.AT_VERSION_8.copy();
    }

    static SprintDatabase populated() {
        SprintDatabase database = atVersion8();
        database.run("/db/sprints-at-version-8.sql");
        return database;
    }

    /** Another one with the same in it, sooner there than by migrating again; nobody may be connected to this one. */
    SprintDatabase copy() {
        return new SprintDatabase(name);
    }

    JdbcTemplate jdbc() {
        return jdbc;
    }

    String jdbcUrl() {
        return Server.POSTGRES.getJdbcUrl("postgres", name);
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

    /** One for all tests of this JVM, from the first that asks for it on. */
    private static final class Server {

        static final EmbeddedPostgres POSTGRES = start();
        static final SprintDatabase AT_VERSION_8 = new SprintDatabase("template1");

        static {
            AT_VERSION_8.jdbc.execute("CREATE ROLE braid_app NOLOGIN");
            AT_VERSION_8.migrate("8");
        }

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("timezone", "UTC")
                        .setPGStartupWait(Duration.ofSeconds(60))
                        .start();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
