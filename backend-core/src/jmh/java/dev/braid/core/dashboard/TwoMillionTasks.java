package dev.braid.core.dashboard;

import com.zaxxer.hikari.HikariDataSource;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CallerDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.util.FileSystemUtils;

/**
 * A PostgreSQL with 2,000,000 tasks of 2,001 users, interleaved as they were written over three years, of which one user has 10,000 and
 * 500 more that others share with them. Filled once, in {@code target}, until the
 * migrations change; the table {@code peer_tasks} holds the same rows without
 * policies, with the indexes of {@code tasks} but the one that covers all that is counted.
 */
final class TwoMillionTasks implements AutoCloseable {

    static final String BUSY_USER = "bench-busy";

    static final Caller BUSY = new Caller(BUSY_USER, Caller.Kind.USER, Set.of("task:read"));

    private static final Path HOME = Path.of("target", "bench-postgres").toAbsolutePath();

    /** Says with which migrations. */
    private static final Path FILLED = HOME.resolve("filled");

    private static final Path MIGRATIONS = Path.of("src", "main", "resources", "db", "migration");

    private static final List<String> FILL = List.of(
            "SET session_replication_role = replica",
            """
            INSERT INTO users (id, email, created_at, updated_at)
            SELECT id, id || '@bench.invalid', now(), now()
            FROM (SELECT 'bench-' || n AS id FROM generate_series(0, 1999) n UNION SELECT 'bench-busy') users
            """,
            "CREATE TEMP TABLE indexes AS SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'tasks' AND indexname <> 'tasks_pkey'",
            "DO $$ DECLARE i text; BEGIN FOR i IN SELECT indexname FROM indexes LOOP EXECUTE 'DROP INDEX ' || i; END LOOP; END $$",
            """
            INSERT INTO tasks (user_id, title, completed, completed_at, created_at, updated_at)
            SELECT CASE n % 200 WHEN 0 THEN 'bench-busy' ELSE 'bench-' || (hashint4(n) & 2147483647) % 2000 END,
                'Reply to the letter number ' || n, done, CASE WHEN done THEN least(at + n % 30 * interval '1 day', now()) END, at,
                CASE WHEN done THEN least(at + n % 90 * interval '1 day', now()) ELSE at END
            FROM generate_series(1, 2000000) n,
                LATERAL (SELECT (hashint4(n + 7) & 2147483647) % 10 < 6, now() - interval '3 years' * (2000000 - n) / 2000000) AS life (done, at)
            ORDER BY n
            """,
            "DO $$ DECLARE i text; BEGIN FOR i IN SELECT indexdef FROM indexes LOOP EXECUTE i; END LOOP; END $$",
            """
            INSERT INTO task_shares (id, task_id, shared_with_user_id, shared_by_user_id, permission, shared_at)
            SELECT gen_random_uuid(), id, reader, user_id, CASE id % 3 WHEN 0 THEN 'edit' ELSE 'view' END, created_at
            FROM tasks, LATERAL (SELECT CASE id % 4000 WHEN 1 THEN 'bench-busy'
                ELSE 'bench-' || (hashint8(id + 5) & 2147483647) % 2000 END) AS shared (reader)
            WHERE id % 10 = 1 AND reader <> user_id
            """,
            "CREATE TABLE peer_tasks AS TABLE tasks",
            "ALTER TABLE peer_tasks ADD PRIMARY KEY (id)",
            "CREATE INDEX ON peer_tasks (user_id, created_at)",
            "CREATE INDEX ON peer_tasks (user_id, updated_at)",
            "CREATE INDEX ON peer_tasks (user_id, completed_at) WHERE completed",
            "CREATE INDEX ON peer_tasks (user_id) WHERE NOT completed",
            "CREATE INDEX ON peer_tasks (team_id)",
            "GRANT SELECT ON peer_tasks TO braid_app",
            "SET session_replication_role = DEFAULT",
            "VACUUM (ANALYZE) tasks",
            "VACUUM (ANALYZE) task_shares",
            "VACUUM (ANALYZE) peer_tasks",
            "CHECKPOINT");

    private final EmbeddedPostgres server;
    private final CallerDataSource pool;

    private TwoMillionTasks(EmbeddedPostgres server, CallerDataSource pool) {
        this.server = server;
        this.pool = pool;
    }

    static TwoMillionTasks open() throws IOException, SQLException {
        boolean filled = Files.exists(FILLED) && Files.readString(FILLED).equals(migrations());
        if (!filled) {
            FileSystemUtils.deleteRecursively(HOME);
            Files.createDirectories(HOME);
        }
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setDataDirectory(HOME.resolve("data"))
                .setCleanDataDirectory(false)
                .setPGStartupWait(Duration.ofMinutes(1))
                .start();
        if (!filled) {
            fill(server.getPostgresDatabase());
        }
        return new TwoMillionTasks(server, pool(server));
    }

    /** As the service's own: a role that policies hold for, and a caller on each connection. */
    JdbcClient asTheService() {
        return JdbcClient.create(pool);
    }

    /** A superuser, for whom there are no policies. */
    Connection connectionOfTheOwner() throws SQLException {
        return server.getPostgresDatabase().getConnection();
    }

    @Override
    public void close() throws Exception {
        pool.close();
        server.close();
    }

    private static void fill(DataSource owner) throws IOException, SQLException {
        JdbcClient.create(owner).sql("CREATE ROLE braid_app NOLOGIN").update();
        JdbcClient.create(owner)
                .sql("GRANT USAGE ON SCHEMA public TO braid_app")
                .update();
        Flyway.configure()
                .dataSource(owner)
                .initSql("SELECT set_config('braid.caller_kind', 'SYSTEM', false)")
                .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                .load()
                .migrate();
        SingleConnectionDataSource one = new SingleConnectionDataSource(owner.getConnection(), true);
        FILL.forEach(statement -> JdbcClient.create(one).sql(statement).update());
        one.destroy();
        Files.writeString(FILLED, migrations());
    }

    private static String migrations() throws IOException {
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.sorted().toList()) {
                all.append(Files.readString(file));
            }
            return all.toString();
        }
    }

    private static CallerDataSource pool(EmbeddedPostgres server) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(server.getJdbcUrl("postgres", "postgres"));
        pool.setConnectionInitSql("SET ROLE braid_app");
        pool.setMaximumPoolSize(2);
        return new CallerDataSource(pool);
    }
}
