package dev.braid.core.setup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Whose folder it is: the process that holds the lock. The operating system lets go of it with the process, however that ends, so
 * a lock is never stale. The file names the holder for messages only.
 */
final class FolderLock implements AutoCloseable {

    private static final String FILE = "owner.lock";

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    static Optional<FolderLock> tryLock(Path folder) {
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isLocked(channel)) {
                return Optional.of(new FolderLock(channel));
            }
            channel.close();
            return Optional.empty();
        } catch (IOException unwritable) {
            throw new UncheckedIOException(folder + ": not writable", unwritable);
        }
    }

    /** The process that wrote its id there last. */
    static String holderOf(Path folder) {
        try {
            return Files.readString(folder.resolve(FILE)).trim();
        } catch (IOException unreadable) {
            return "unknown";
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            if (channel.tryLock() == null) {
                return false;
            }
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
        byte[] holder = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
        channel.truncate(0).write(ByteBuffer.wrap(holder));
        return true;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(FILE + ": not closed", failed);
        }
    }
}
