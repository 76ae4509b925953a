package dev.braid.core.setup;

import dev.braid.core.access.DataImport;
import dev.braid.core.access.UnreadableData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Imports named entries of one kind, or a folder of real data with one folder for each kind; a line of progress for each entry. */
@Component
class ImportCommand {

    static final String USAGE = """
            usage: java -jar backend-core.jar import bars FILE...   CSV files of bars
                   java -jar backend-core.jar import run DIR...     folders of one backtest each
                   java -jar backend-core.jar import DIR            a folder with bars/ and runs/""";

    private final List<DataImport> imports;

    ImportCommand(List<DataImport> imports) {
        this.imports = imports;
    }

    /** The exit code of the command: {@code bars FILE…}, {@code run DIR…} or {@code DIR}. */
    int run(List<String> words, Consumer<String> progress) {
        Optional<DataImport> kind = imports.stream()
                .filter(known -> known.kind().equals(words.get(0)))
                .findFirst();
        if (kind.isPresent() && words.size() > 1) {
            List<Path> entries = words.stream().skip(1).map(Path::of).toList();
            return exitCodeOf(loadAll(kind.get(), entries, progress));
        }
        if (kind.isEmpty() && words.size() == 1 && Files.isDirectory(Path.of(words.get(0)))) {
            return exitCodeOf(loadFolder(Path.of(words.get(0)), progress));
        }
        progress.accept(USAGE);
        return CommandLine.MISUSED;
    }

    /** Imports what it knows of a folder and names what it does not; the number of entries that failed. */
    int loadFolder(Path folder, Consumer<String> progress) {
        entriesOf(folder).stream()
                .filter(entry -> imports.stream().noneMatch(known -> isFolderOf(known, entry)))
                .forEach(
                        entry -> progress.accept(folder.relativize(entry) + ": skipped (expected: " + folders() + ")"));
        int failed = 0;
        for (DataImport known : imports) {
            Path ofKind = folder.resolve(known.folder());
            if (Files.isDirectory(ofKind)) {
                failed += loadKind(known, ofKind, progress);
            }
        }
        return failed;
    }

    private int loadKind(DataImport known, Path folder, Consumer<String> progress) {
        List<Path> entries = entriesOf(folder);
        entries.stream()
                .filter(entry -> !known.accepts(entry))
                .forEach(entry -> progress.accept(
                        known.folder() + "/" + entry.getFileName() + ": skipped (not a " + known.kind() + " entry)"));
        return loadAll(known, entries.stream().filter(known::accepts).toList(), progress);
    }

    private static int loadAll(DataImport known, List<Path> entries, Consumer<String> progress) {
        int failed = 0;
        for (Path entry : entries) {
            failed += load(known, entry, progress) ? 0 : 1;
        }
        return failed;
    }

    private static boolean load(DataImport known, Path entry, Consumer<String> progress) {
        long start = System.nanoTime();
        try {
            String changed = known.load(entry);
            progress.accept(known.kind() + " " + entry.getFileName() + ": " + changed + " in " + secondsSince(start));
            return true;
        } catch (UnreadableData unreadable) {
            progress.accept(known.kind() + " " + unreadable.getMessage() + "; nothing of it was stored");
        } catch (IOException notRead) {
            progress.accept(known.kind() + " " + entry + ": not readable (" + notRead + ")");
        } catch (DataAccessException notStored) {
            progress.accept(known.kind() + " " + entry + ": not stored (" + notStored.getMostSpecificCause() + ")");
        }
        return false;
    }

    private static int exitCodeOf(int failed) {
        return failed == 0 ? CommandLine.DONE : CommandLine.FAILED;
    }

    private static boolean isFolderOf(DataImport known, Path entry) {
        return Files.isDirectory(entry) && entry.getFileName().toString().equals(known.folder());
    }

    private String folders() {
        return String.join(
                ", ", imports.stream().map(known -> known.folder() + "/").toList());
    }

    private static List<Path> entriesOf(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(folder + ": not readable", unreadable);
        }
    }

    private static String secondsSince(long start) {
        double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1_000.0;
        return String.format(Locale.ROOT, "%.1f s", seconds);
    }
}
