package dev.braid.flags.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.braid.flags.FlagSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A snapshot in a file that is replaced whole: who reads it sees the old one or the new one, also after a crash.
 *
 * <p>A file that cannot be read is reported and left alone; before another is written in its place it is put aside under a name with
 * the time.
 */
final class SnapshotFile {

    private static final Logger log = LoggerFactory.getLogger(SnapshotFile.class);

    private final Path file;
    private final InstantSource clock;
    private boolean unreadable;

    SnapshotFile(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /** Empty if there is no file, or none that can be read. */
    synchronized Optional<FlagSnapshot> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(FlagJson.snapshot(Files.readString(file)));
        } catch (IOException | IllegalArgumentException failure) {
            unreadable = true;
            log.error(
                    "{}: unreadable, going on as if there were none (expected: the flags as Braid wrote them): {}",
                    file,
                    failure.getMessage());
            return Optional.empty();
        }
    }

    synchronized void write(FlagSnapshot snapshot) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        putAsideIfUnreadable();
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(FlagJson.write(snapshot).getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void putAsideIfUnreadable() throws IOException {
        if (!unreadable) {
            return;
        }
        Path aside = file.resolveSibling(file.getFileName() + ".unreadable-" + clock.millis());
        if (Files.exists(file)) {
            Files.move(file, aside);
            log.warn("{}: put aside as {}", file, aside.getFileName());
        }
        unreadable = false;
    }
}
