package dev.braid.core.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.core.BackendCore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Migrations outside of a transaction: indexes that are built concurrently, and were not built to the end. */
class InterruptedMigrationIT {

    private static final String BARS = "symbol,t,o,h,l,c,v,tf\nZZIM,2024-09-20T13:30:00Z,10,11,9,10.5,100,1Min\n";

    private static EmbeddedPostgres server;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    @BeforeAll
    static void aServer() throws IOException {
        server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
        ApplicationRole.make(server.getPostgresDatabase());
    }

    @AfterAll
    static void stopTheServer() throws IOException {
        server.close();
    }

    @Test
    void isTriedAgainFromWhateverItLeft() throws Exception {
        JdbcClient owner = database("interrupted");
        migrate("interrupted", "13", "SELECT 1");
        owner.sql("""
                INSERT INTO issues (jira_issue_id, issue_key, project_key, issue_type, status_name, status_category, created_at, updated_at)
                VALUES (1, 'ZZ-1', 'ZZ', 'Story', 'To Do', 'new', now(), now())
                """).update();
        try (Connection open = server.getDatabase("postgres", "interrupted").getConnection();
                Statement writing = open.createStatement()) {
            open.setAutoCommit(false);
            writing.executeUpdate("UPDATE issues SET flagged = true");

            assertThatThrownBy(() -> migrate("interrupted", "14", "SET statement_timeout = '1s'"))
                    .hasMessageContaining("statement timeout");
        }
        assertThat(invalid(owner)).containsExactly("issues_scope");
        assertThat(owner.sql("SELECT version FROM flyway_schema_history WHERE NOT success")
                        .query(String.class)
                        .list())
                .containsExactly("14");

        assertThat(start("interrupted")).as(told()).isZero();

        assertThat(invalid(owner)).isEmpty();
        assertThat(versions(owner)).endsWith("12", "13", "14");
        assertThat(owner.sql(
                                "SELECT count(*) FROM pg_indexes WHERE indexname IN ('issues_scope', 'issue_links_inverse')")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
    }

    /** Why {@code DatabaseConfiguration} has Flyway hold its lock otherwise. */
    @Test
    void wouldWaitForItselfUnderTheLockOfATransaction() {
        JdbcClient owner = database("itself");

        assertThatThrownBy(() -> Flyway.configure()
                        .dataSource(server.getDatabase("postgres", "itself"))
                        .initSql("SET statement_timeout = '3s'")
                        .load()
                        .migrate())
                .hasMessageContaining("statement timeout")
                .hasMessageContaining("V14__portfolio_indexes.sql");
        assertThat(versions(owner)).endsWith("12", "13");
    }

    /** Neither waits for what the other one's lock keeps open. */
    @Test
    void isWaitedForByOthersThatStartMeanwhile() {
        JdbcClient owner = database("together");
        migrate("together", "7", "SELECT 1");

        List<Integer> exitCodes = startedTogether("together");

        assertThat(exitCodes).as(told()).containsExactly(0, 0);
        assertThat(versions(owner)).endsWith("12", "13", "14").doesNotHaveDuplicates();
        assertThat(invalid(owner)).isEmpty();
    }

    /** Without the logging system, of which a process has one: two that are set up at once get in each other's way. */
    private List<Integer> startedTogether(String database) {
        System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
        try {
            return Stream.generate(() -> CompletableFuture.supplyAsync(() -> start(database)))
                    .limit(2)
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
        } finally {
            System.clearProperty(LoggingSystem.SYSTEM_PROPERTY);
        }
    }

    private static JdbcClient database(String name) {
        JdbcClient.create(server.getPostgresDatabase())
                .sql("CREATE DATABASE " + name)
                .update();
        return JdbcClient.create(server.getDatabase("postgres", name));
    }

    private static void migrate(String database, String target, String initially) {
        Flyway.configure()
                .dataSource(server.getDatabase("postgres", database))
                .target(target)
                .initSql(initially)
                .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                .load()
                .migrate();
    }

    private static List<String> invalid(JdbcClient owner) {
        return owner.sql("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")
                .query(String.class)
                .list();
    }

    private static List<String> versions(JdbcClient owner) {
        return owner.sql("SELECT version FROM flyway_schema_history WHERE success ORDER BY installed_rank")
                .query(String.class)
                .list();
    }

    /** The service as a command, which starts all that has to do with the database, and nothing else. */
    private int start(String database) {
        PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8);
        return CommandLine.run(BackendCore.class, arguments(database), out, out);
    }

    private String[] arguments(String database) {
        try {
            Path file =
                    Files.writeString(Files.createTempDirectory(folder, "bars").resolve("bars.csv"), BARS);
            return new String[] {
                "import",
                "bars",
                file.toString(),
                "--braid.db.url=" + server.getJdbcUrl("postgres", database),
                "--braid.db.user=postgres",
                "--braid.auth=off",
                "--braid.data.dir=" + file.getParent()
            };
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String told() {
        return told.toString(StandardCharsets.UTF_8);
    }
}
