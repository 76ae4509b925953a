package dev.braid.core.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.BackendCore;
import dev.braid.core.CoreTestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineIT extends CoreTestServer {

    private static final String HEADER = "symbol,t,o,h,l,c,v,tf\n";

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @Test
    void importedBarsAreServedByTheRunningService() throws IOException {
        Path file = csv("good.csv", "ZZCA,2024-09-20T13:30:00Z,10,11,9,10.5,100,1Min\n");

        assertThat(run("import", "bars", file.toString())).isZero();
        assertThat(printed()).contains("bars good.csv: 1 inserted, 0 updated, 0 unchanged in ");
        assertThat(get("/bars/minute?symbol=ZZCA&from=2024-09-20&to=2024-09-20").body())
                .contains("\"v\":100");
    }

    @Test
    void badLineIsNamedAndNothingOfItsFileIsStoredButOtherFilesAre() throws IOException {
        Path bad = csv(
                "bad.csv",
                "ZZCB,2024-09-20T13:30:00Z,10,11,9,10.5,100,1Min\n"
                        + "ZZCB,2024-09-20T13:31:00Z,10,9,9,10.5,100,1Min\n");
        Path twice = csv(
                "twice.csv",
                "ZZCC,2024-09-20T13:30:00Z,10,11,9,10.5,100,1Min\n"
                        + "ZZCC,2024-09-20T13:30:00Z,10,11,9,10.5,101,1Min\n");
        Path good = csv("fine.csv", "ZZCD,2024-09-20T13:30:00Z,10,11,9,10.5,100,1Min\n");

        int exitCode = run(
                "import",
                "bars",
                bad.toString(),
                twice.toString(),
                good.toString(),
                folder.resolve("none.csv").toString());

        assertThat(exitCode).isEqualTo(1);
        assertThat(printed())
                .contains(bad + ":3: h: 9.0 (expected: >= 10.5, the higher of o and c); nothing of it was stored")
                .contains(twice + ":3: t: ZZCC 1Min 2024-09-20T13:30:00Z (expected: once; it is in line 2 already)")
                .contains("bars fine.csv: 1 inserted")
                .contains("none.csv: not readable");
        assertThat(get("/bars/daily?symbol=ZZCB").statusCode()).isEqualTo(404);
        assertThat(get("/bars/daily?symbol=ZZCC").statusCode()).isEqualTo(404);
        assertThat(get("/bars/daily?symbol=ZZCD").statusCode()).isEqualTo(200);
    }

    @Test
    void folderIsImportedAndWhatIsUnknownIsNamedAndSkipped() throws IOException {
        Files.createDirectories(folder.resolve("bars"));
        Files.createDirectories(folder.resolve("parcels"));
        Files.writeString(folder.resolve("README.md"), "text");
        Files.writeString(folder.resolve("bars/notes.txt"), "text");
        Files.writeString(folder.resolve("bars/a.csv"), HEADER + "ZZCE,2024-09-20T13:30:00Z,10,11,9,10.5,100,1Min\n");

        assertThat(run("import", folder.toString())).isZero();
        assertThat(printed())
                .contains("README.md: skipped")
                .contains("parcels: skipped")
                .contains("bars/notes.txt: skipped")
                .contains("bars a.csv: 1 inserted");
    }

    @Test
    void sprintsAreImportedFromTheirFolderAndFromThoseWithinIt() throws IOException {
        Path sprints = Files.createDirectories(folder.resolve("sprints"));
        Path more = Files.createDirectories(sprints.resolve("more"));
        Files.writeString(sprints.resolve("sprints.csv"), "sprint_id,name,state,board_id\n990001,One,future,990001\n");
        Files.writeString(sprints.resolve("notes.txt"), "text");
        Files.writeString(more.resolve("sprints.csv"), "sprint_id,name,state,board_id\n990002,Two,future,990001\n");

        assertThat(run("import", folder.toString())).isZero();
        assertThat(printed())
                .contains(
                        "sprints sprints: boards 1 new, 0 updated, 0 unchanged; sprints 1 new, 0 updated, 0 unchanged; skipped notes.txt")
                .contains("sprints more: sprints 1 new, 0 updated, 0 unchanged");
        assertThat(run("import", "sprints", sprints.toString(), folder.toString()))
                .isEqualTo(1);
        assertThat(printed())
                .contains("sprints sprints: sprints 0 new, 0 updated, 1 unchanged")
                .contains(
                        "none of the files (expected: sprints.csv or velocity_history.csv); nothing of it was stored");
    }

    @Test
    void misuseIsToldHowToDoItAndDoesNothing() {
        assertThat(Stream.of(
                                new String[] {"export"},
                                new String[] {"import"},
                                new String[] {"import", "bars"},
                                new String[] {"import", "no-such-folder"},
                                new String[] {"import", "parcels", "x"},
                                new String[] {"import", "sprints"},
                                new String[] {"token", "service"},
                                new String[] {"token", "service", "No Name"},
                                new String[] {"token", "service", "one", "two"},
                                new String[] {"token", "list", "one"},
                                new String[] {"token", "borrow", "one"})
                        .map(this::run))
                .containsOnly(2);
        assertThat(printed()).isEmpty();
        assertThat(complaints())
                .startsWith("usage: java -jar backend-core.jar import bars FILE...   CSV files of bars\n")
                .contains("       java -jar backend-core.jar token service NAME ");
    }

    @Test
    void anImportNeedsNoMasterKey() throws IOException {
        Path file = csv("keyless.csv", "ZZCK,2024-09-20T13:30:00Z,10,11,9,10.5,100,1Min\n");
        Path fresh = folder.resolve("fresh");

        assertThat(runIn(fresh, "import", "bars", file.toString()))
                .as(complaints())
                .isZero();
        assertThat(printed()).contains("bars keyless.csv: 1 inserted");
    }

    @Test
    void aTokenNeedsTheMasterKeyAndSaysSo() {
        assertThat(runIn(folder.resolve("fresh"), "token", "service", "bff")).isEqualTo(1);
        assertThat(printed()).isEmpty();
        assertThat(complaints()).startsWith("not started: BRAID_MASTER_KEY: missing (expected: ");
    }

    @Test
    void aSettingThatCannotBeUsedIsToldWithWhatWasExpected() {
        assertThat(run("token", "list", "--braid.master.key=no base64")).isEqualTo(1);
        assertThat(complaints())
                .isEqualTo("not started: BRAID_MASTER_KEY: unreadable (expected: 32 bytes in base64)\n");
    }

    @Test
    void databaseThatCannotBeReachedIsToldAsThat() {
        String[] arguments = {
            "import",
            "bars",
            "any.csv",
            "--braid.db.url=jdbc:postgresql://127.0.0.1:1/none",
            "--braid.data.dir=target/it-data"
        };

        assertThat(CommandLine.run(BackendCore.class, arguments, new PrintStream(output), new PrintStream(errors)))
                .isEqualTo(1);
        assertThat(printed()).isEmpty();
        assertThat(complaints()).startsWith("not started: ");
    }

    @Test
    void optionsAloneAreNoCommand() {
        assertThat(CommandLine.isCommand(new String[] {"--braid.port=1"})).isFalse();
        assertThat(CommandLine.isCommand(new String[0])).isFalse();
        assertThat(CommandLine.isCommand(new String[] {"import"})).isTrue();
    }

    private Path csv(String name, String lines) throws IOException {
        return Files.writeString(folder.resolve(name), HEADER + lines);
    }

    private int run(String... words) {
        return runIn(Path.of("target/it-data"), words);
    }

    private int runIn(Path dataDirectory, String... words) {
        String[] arguments = Stream.concat(
                        Stream.of(words),
                        Stream.of("--braid.db.url=" + databaseUrl(), "--braid.data.dir=" + dataDirectory))
                .toArray(String[]::new);
        return CommandLine.run(
                BackendCore.class,
                arguments,
                new PrintStream(output, true, StandardCharsets.UTF_8),
                new PrintStream(errors, true, StandardCharsets.UTF_8));
    }

    private String complaints() {
        return errors.toString(StandardCharsets.UTF_8);
    }

    private String printed() {
        return output.toString(StandardCharsets.UTF_8);
    }
}
