package dev.braid.core.setup;

import dev.braid.core.access.Command;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Imports named entries of one kind, or a folder of real data with one folder for each kind, which holds entries or is one; a line of
 * progress for each entry.
 */
@Component
@Order(1)
class ImportCommand implements Command {

    private final ObjectProvider<DataImport> imports;

    ImportCommand(ObjectProvider<DataImport> imports) {
        this.imports = imports;
    }

    @Override
    public String name() {
        return "import";
    }

    @Override
    public List<String> usage() {
        return List.of(
                "import bars FILE...   CSV files of bars",
                "import run DIR...     folders of one backtest each",
                "import sprints DIR... folders of a tracker's sprints each",
                "import DIR            a folder with bars/, runs/ and sprints/");
    }

    @Override
    public Outcome run(List<String> words, Consumer<String> progress) {
        Optional<DataImport> kind =
                imports().filter(known -> known.kind().equals(words.get(0))).findFirst();
        if (kind.isPresent() && words.size() > 1) {
            List<Path> entries = words.stream().skip(1).map(Path::of).toList();
            return outcomeOf(loadAll(kind.get(), entries, progress));
        }
        if (kind.isEmpty() && words.size() == 1 && Files.isDirectory(Path.of(words.get(0)))) {
            return outcomeOf(loadFolder(Path.of(words.get(0)), progress));
        }
        return Outcome.MISUSED;
    }

    /** Imports what it knows of a folder and names what it does not; the number of entries that failed. */
    int loadFolder(Path folder, Consumer<String> progress) {
        entriesOf(folder).stream()
                .filter(entry -> imports().noneMatch(known -> isFolderOf(known, entry)))
                .forEach(
                        entry -> progress.accept(folder.relativize(entry) + ": skipped (expected: " + folders() + ")"));
        int failed = 0;
        for (DataImport known : imports().toList()) {
            Path ofKind = folder.resolve(known.folder());
            if (Files.isDirectory(ofKind)) {
                failed += loadKind(known, ofKind, progress);
            }
        }
        return failed;
    }

    /** A folder of entries, or one that is an entry itself: then its files are that entry's. */
    private int loadKind(DataImport known, Path folder, Consumer<String> progress) {
        boolean isEntry = known.accepts(folder);
        List<Path> entries = entriesOf(folder).stream()
                .filter(entry -> !isEntry || Files.isDirectory(entry))
                .toList();
        entries.stream()
                .filter(entry -> !known.accepts(entry))
                .forEach(entry -> progress.accept(
                        known.folder() + "/" + entry.getFileName() + ": skipped (not a " + known.kind() + " entry)"));
        Stream<Path> itself = isEntry ? Stream.of(folder) : Stream.empty();
        return loadAll(
                known,
                Stream.concat(itself, entries.stream().filter(known::accepts)).toList(),
                progress);
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
        } catch (DataAccessException | TransactionException notStored) {
            progress.accept(known.kind() + " " + entry + ": not stored (" + notStored.getMostSpecificCause() + ")");
        }
        return false;
    }

    private static Outcome outcomeOf(int failed) {
        return failed == 0 ? Outcome.DONE : Outcome.FAILED;
    }

    private Stream<DataImport> imports() {
        return imports.orderedStream();
    }

    private static boolean isFolderOf(DataImport known, Path entry) {
        return Files.isDirectory(entry) && entry.getFileName().toString().equals(known.folder());
    }

    private String folders() {
        return imports().map(known -> known.folder() + "/").collect(Collectors.joining(", "));
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
