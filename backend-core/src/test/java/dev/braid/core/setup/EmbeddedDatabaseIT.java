package dev.braid.core.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class EmbeddedDatabaseIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    /** A process that starts a database, says so, and waits to be killed. */
    static final class Owner {
        public static void main(String[] arguments) throws IOException {
            EmbeddedDatabase.open(settings(Path.of(arguments[0]), false));
            System.out.println("started");
            System.in.read();
        }
    }

    @Test
    void dataSurviveAndAreWrittenToDisk() {
        try (Database database = EmbeddedDatabase.open(settings(folder, false))) {
            JdbcClient jdbc = jdbc(database.url());
            jdbc.sql("CREATE TABLE kept (value integer)").update();
            jdbc.sql("INSERT INTO kept VALUES (7)").update();

            assertThat(Stream.of("fsync", "synchronous_commit", "full_page_writes")
                            .map(setting -> jdbc.sql("SHOW " + setting)
                                    .query(String.class)
                                    .single()))
                    .containsOnly("on");
        }

        try (Database database = EmbeddedDatabase.open(settings(folder, false))) {
            assertThat(jdbc(database.url())
                            .sql("SELECT value FROM kept")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(7);
        }
        assertThat(Postmaster.of(data())).isEmpty();
    }

    @Test
    void secondServiceOfAFolderIsRefused() {
        try (Database ignored = EmbeddedDatabase.open(settings(folder, false))) {
            assertThatThrownBy(() -> EmbeddedDatabase.open(settings(folder, false)))
                    .isInstanceOf(DatabaseInUse.class)
                    .hasMessageContaining(
                            "in use by process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void commandUsesTheServerOfARunningService() {
        try (Database service = EmbeddedDatabase.open(settings(folder, false))) {
            try (Database command = EmbeddedDatabase.open(settings(folder, true))) {
                assertThat(command.url()).isEqualTo(service.url());
            }

            assertThat(jdbc(service.url()).sql("SELECT 1").query(Integer.class).single())
                    .isEqualTo(1);
        }
    }

    @Test
    void serverLeftBehindIsStoppedAndItsDataKept() throws IOException {
        Process owner = startOwner();
        Postmaster leftover = Postmaster.of(data()).orElseThrow();
        jdbc(EmbeddedDatabase.urlOf(leftover.port()))
                .sql("CREATE TABLE kept (value integer)")
                .update();
        // The watch first, or it would stop the server.
        owner.children().forEach(ProcessHandle::destroyForcibly);
        owner.destroyForcibly().onExit().join();
        assertThat(leftover.process().isAlive()).isTrue();

        try (Database database = EmbeddedDatabase.open(settings(folder, false))) {
            assertThat(Postmaster.of(data())).get().isNotEqualTo(leftover);
            assertThat(jdbc(database.url())
                            .sql("SELECT count(*) FROM kept")
                            .query(Integer.class)
                            .single())
                    .isZero();
        }
    }

    @Test
    void clusterWhoseMakingWasInterruptedIsMadeAnew() throws IOException {
        Files.createDirectories(data());
        Files.writeString(data().resolve("postgresql.conf"), "half written");

        try (Database database = EmbeddedDatabase.open(settings(folder, false))) {
            assertThat(jdbc(database.url()).sql("SELECT 1").query(Integer.class).single())
                    .isEqualTo(1);
        }
    }

    @Test
    void serverOfAStartThatFailsIsStoppedAgain() throws IOException {
        // A folder is where the mark of a complete cluster is to be written.
        Files.createDirectories(folder.resolve("postgres").resolve("complete"));

        assertThatThrownBy(() -> EmbeddedDatabase.open(settings(folder, false)))
                .isInstanceOf(java.io.UncheckedIOException.class);

        assertThat(Postmaster.of(data())).isEmpty();
    }

    @Test
    void numberOfAnotherProcessIsNotTakenForAServer() throws IOException {
        Files.createDirectories(data());
        Files.writeString(
                data().resolve("postmaster.pid"), ProcessHandle.current().pid() + "\n" + data() + "\n0\n5432\n");

        assertThat(Postmaster.of(data())).isEmpty();
    }

    @Test
    void killedProcessTakesItsServerAlong() throws IOException {
        Process owner = startOwner();
        assertThat(Postmaster.of(data())).isPresent();
        // The folder of temporary files is not there, so nothing can have been written to it.
        assertThat(folder.resolve("tmp")).doesNotExist();

        owner.destroyForcibly();

        await().atMost(PATIENCE).until(() -> !Files.exists(data().resolve("postmaster.pid")));
        try (Database database = EmbeddedDatabase.open(settings(folder, false))) {
            assertThat(jdbc(database.url()).sql("SELECT 1").query(Integer.class).single())
                    .isEqualTo(1);
        }
    }

    private Process startOwner() throws IOException {
        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + folder.resolve("tmp"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        List<String> said = new ArrayList<>();
        BufferedReader output = owner.inputReader();
        String line = output.readLine();
        while (line != null && !line.equals("started")) {
            said.add(line);
            line = output.readLine();
        }
        assertThat(line).as("said before: %s", said).isEqualTo("started");
        return owner;
    }

    private Path data() {
        return folder.resolve("postgres").resolve("data");
    }

    private static DatabaseSettings settings(Path home, boolean isCommand) {
        return new DatabaseSettings(null, DatabaseSettings.EMBEDDED_USER, "", home, isCommand);
    }

    private static JdbcClient jdbc(String url) {
        return JdbcClient.create(new DriverManagerDataSource(url, DatabaseSettings.EMBEDDED_USER, ""));
    }
}
