package dev.braid.core.portfolio;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.FileSystemUtils;

/**
 * A PostgreSQL with {@link ManyBoards} at full size: 100 boards, of which the large one has 100,000 issues in its running sprint. Filled
 * once, in {@code target}, until the migrations or the day change: sprints that run go by.
 */
final class StoredBoards implements AutoCloseable {

    static final int BOARDS = 100;

    private static final Path HOME = Path.of("target", "bench-boards").toAbsolutePath();

    /** Says on which day, and with what. */
    private static final Path FILLED = HOME.resolve("filled");

    private static final Path MIGRATIONS = Path.of("src", "main", "resources", "db", "migration");
    private static final Path BOARDS_MADE = Path.of("src/test/java/dev/braid/core/portfolio/ManyBoards.java");

    private final EmbeddedPostgres server;

    private StoredBoards(EmbeddedPostgres server) {
        this.server = server;
    }

    static StoredBoards open() throws IOException, SQLException {
        boolean filled = Files.exists(FILLED) && Files.readString(FILLED).equals(madeOf());
        if (!filled) {
            FileSystemUtils.deleteRecursively(HOME);
            Files.createDirectories(HOME);
        }
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setDataDirectory(HOME.resolve("data"))
                .setCleanDataDirectory(false)
                .setPGStartupWait(Duration.ofMinutes(1))
                .start();
        StoredBoards boards = new StoredBoards(server);
        if (!filled) {
            boards.fill();
        }
        return boards;
    }

    /** A superuser's. */
    JdbcClient owner() {
        return JdbcClient.create(server.getPostgresDatabase());
    }

    String url() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void fill() throws IOException, SQLException {
        owner().sql("CREATE ROLE braid_app NOLOGIN").update();
        owner().sql("GRANT USAGE ON SCHEMA public TO braid_app").update();
        Flyway.configure()
                .dataSource(server.getPostgresDatabase())
                .initSql("SELECT set_config('braid.caller_kind', 'SYSTEM', false)")
                .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                .load()
                .migrate();
        ManyBoards.fill(server.getPostgresDatabase(), BOARDS, 1);
        owner().sql("CHECKPOINT").update();
        Files.writeString(FILLED, madeOf());
    }

    private static String madeOf() throws IOException {
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            StringBuilder all =
                    new StringBuilder(LocalDate.now(ZoneOffset.UTC).toString()).append(Files.readString(BOARDS_MADE));
            for (Path file : files.sorted().toList()) {
                all.append(Files.readString(file));
            }
            return all.toString();
        }
    }
}
