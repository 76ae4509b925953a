package dev.braid.flags.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.braid.flags.BraidFeature;
import dev.braid.flags.Flag;
import dev.braid.flags.FlagSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flags of a single process in {@code flags.json}, their history line by line in {@code flags-history.jsonl} beside it.
 *
 * <p>The history is written first: there is no change without its line. A line whose change then failed is taken over by the next
 * change, which has the same revision.
 */
public final class FileFlagStore implements FlagStore {

    private static final Logger log = LoggerFactory.getLogger(FileFlagStore.class);
    private static final String EPOCH = "file";

    private final SnapshotFile file;
    private final Path history;
    private final InstantSource clock;
    private final CurrentSnapshot current = new CurrentSnapshot();

    private FileFlagStore(Path directory, InstantSource clock) {
        this.file = new SnapshotFile(directory.resolve("flags.json"), clock);
        this.history = directory.resolve("flags-history.jsonl");
        this.clock = clock;
    }

    public static FileFlagStore open(Path directory, InstantSource clock) {
        FileFlagStore store = new FileFlagStore(directory, clock);
        store.file.read().ifPresent(store.current::accept);
        return store;
    }

    @Override
    public FlagSnapshot snapshot() {
        return current.get();
    }

    @Override
    public synchronized ChangeOutcome change(FlagChange change) {
        FlagSnapshot before = current.get();
        Flag from = before.flag(change.feature());
        if (from.revision() != change.expectedRevision()) {
            return new ChangeOutcome.Stale(from);
        }
        Flag to = change.appliedTo(from, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        FlagSnapshot after = new FlagSnapshot(EPOCH, before.revision(), before.flags()).with(to);
        try {
            append(new FlagHistoryEntry(from, to, change.actor(), change.reason()));
            file.write(after);
        } catch (IOException failure) {
            throw new FlagStoreUnavailableException(
                    "flags: not written (expected: a writable data directory)", failure);
        }
        current.accept(after);
        return new ChangeOutcome.Changed(to);
    }

    @Override
    public synchronized List<FlagHistoryEntry> history(BraidFeature feature, int limit) {
        Map<Long, FlagHistoryEntry> entries = new LinkedHashMap<>();
        for (String line : lines()) {
            parse(line)
                    .filter(entry -> entry.to().key().equals(feature.key()))
                    .filter(entry ->
                            entry.to().revision() <= current.get().flag(feature).revision())
                    .ifPresent(entry -> entries.put(entry.to().revision(), entry));
        }
        List<FlagHistoryEntry> newestFirst = new ArrayList<>(entries.values());
        Collections.reverse(newestFirst);
        return newestFirst.stream().limit(limit).toList();
    }

    /** Now: nobody else writes the file of this process. */
    @Override
    public Optional<Instant> synchronizedAt() {
        return Optional.of(clock.instant());
    }

    @Override
    public void addListener(FlagListener listener) {
        current.addListener(listener);
    }

    @Override
    public void close() {}

    private void append(FlagHistoryEntry entry) throws IOException {
        Files.createDirectories(history.toAbsolutePath().getParent());
        String line = FlagJson.write(entry) + "\n";
        Files.writeString(
                history, endsAmidALine() ? "\n" + line : line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** A crash may have left half a line; another one must not become a part of it. */
    private boolean endsAmidALine() throws IOException {
        if (!Files.exists(history)) {
            return false;
        }
        try (SeekableByteChannel bytes = Files.newByteChannel(history)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return bytes.size() > 0 && bytes.position(bytes.size() - 1).read(last) == 1 && last.get(0) != '\n';
        }
    }

    private List<String> lines() {
        try {
            // Not readAllLines, which fails as a whole where a line ends within a character.
            return Files.exists(history)
                    ? new String(Files.readAllBytes(history), UTF_8).lines().toList()
                    : List.of();
        } catch (IOException failure) {
            throw new FlagStoreUnavailableException("flags: their history cannot be read", failure);
        }
    }

    /** A crash may leave half a line; it must not hide the others. */
    private Optional<FlagHistoryEntry> parse(String line) {
        try {
            return Optional.of(FlagJson.entry(line));
        } catch (IllegalArgumentException failure) {
            log.warn("{}: a line is skipped: {}", history, failure.getMessage());
            return Optional.empty();
        }
    }
}
