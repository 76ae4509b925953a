package dev.braid.core.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.core.access.Command;
import dev.braid.core.access.DataImport;
import dev.braid.core.access.UnreadableData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.TransactionSystemException;

class ImportCommandTest {

    @TempDir
    private Path folder;

    private final List<String> lines = new ArrayList<>();
    private final ImportCommand command = new ImportCommand(
            new StaticListableBeanFactory(Map.of("letters", new Letters())).getBeanProvider(DataImport.class));

    /** Takes text files but for those that say so. */
    private static final class Letters implements DataImport {

        @Override
        public String kind() {
            return "letter";
        }

        @Override
        public String folder() {
            return "letters";
        }

        @Override
        public boolean accepts(Path entry) {
            return entry.toString().endsWith(".txt");
        }

        @Override
        public String load(Path entry) throws IOException, UnreadableData {
            String content = Files.readString(entry);
            if (content.equals("unreadable")) {
                throw new UnreadableData(entry, 1, "letter: unreadable (expected: readable)");
            }
            if (content.equals("no database")) {
                throw new DataAccessResourceFailureException("gone");
            }
            if (content.equals("no commit")) {
                throw new TransactionSystemException("lost on the way");
            }
            return content;
        }
    }

    @Test
    void everyEntryGetsALineAndFailuresDoNotEndTheRest() throws IOException {
        Files.createDirectories(folder.resolve("letters"));
        Files.writeString(folder.resolve("letters/a.txt"), "unreadable");
        Files.writeString(folder.resolve("letters/b.txt"), "no database");
        Files.writeString(folder.resolve("letters/c.txt"), "3 stored");
        Files.writeString(folder.resolve("letters/bb.txt"), "no commit");
        Files.writeString(folder.resolve("letters/d.pdf"), "");
        Files.createDirectories(folder.resolve("parcels"));

        assertThat(command.run(List.of(folder.toString()), lines::add)).isEqualTo(Command.Outcome.FAILED);

        assertThat(lines).hasSize(6);
        assertThat(lines.get(0)).isEqualTo("parcels: skipped (expected: letters/)");
        assertThat(lines.get(1)).startsWith("letters/d.pdf: skipped");
        assertThat(lines.get(2)).contains("a.txt:1: letter: unreadable (expected: readable); nothing of it was stored");
        assertThat(lines.get(3)).contains("b.txt: not stored");
        assertThat(lines.get(4)).contains("bb.txt: not stored").contains("lost on the way");
        assertThat(lines.get(5)).startsWith("letter c.txt: 3 stored in 0.");
    }

    /** Takes folders with a map in them. */
    private static final class Islands implements DataImport {

        @Override
        public String kind() {
            return "island";
        }

        @Override
        public String folder() {
            return "islands";
        }

        @Override
        public boolean accepts(Path entry) {
            return Files.isRegularFile(entry.resolve("map.txt"));
        }

        @Override
        public String load(Path entry) throws IOException {
            return Files.readString(entry.resolve("map.txt"));
        }
    }

    @Test
    void aFolderOfAKindMayBeAnEntryItselfAndHoldOthers() throws IOException {
        ImportCommand islands = new ImportCommand(
                new StaticListableBeanFactory(Map.of("islands", new Islands())).getBeanProvider(DataImport.class));
        Files.createDirectories(folder.resolve("islands/small"));
        Files.createDirectories(folder.resolve("islands/void"));
        Files.writeString(folder.resolve("islands/map.txt"), "1 stored");
        Files.writeString(folder.resolve("islands/notes.txt"), "its own");
        Files.writeString(folder.resolve("islands/small/map.txt"), "2 stored");

        assertThat(islands.run(List.of(folder.toString()), lines::add)).isEqualTo(Command.Outcome.DONE);

        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).isEqualTo("islands/void: skipped (not a island entry)");
        assertThat(lines.get(1)).startsWith("island islands: 1 stored");
        assertThat(lines.get(2)).startsWith("island small: 2 stored");
    }

    @Test
    void folderThatDoesNotExistEndsTheStart() {
        StartupImport startup =
                new StartupImport(command, folder.resolve("none").toString());

        assertThatThrownBy(() -> startup.run(new DefaultApplicationArguments()))
                .hasMessageContaining("none (expected: an existing folder)");
    }

    @Test
    void noFolderIsNoImport() {
        new StartupImport(command, "").run(new DefaultApplicationArguments());

        assertThat(lines).isEmpty();
    }
}
