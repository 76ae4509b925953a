package dev.braid.core.setup;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.ArchUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * A real PostgreSQL that this process starts and stops, with data that stay. The holder of the folder's lock owns the server: one
 * that a killed process left behind is stopped first, and nobody else starts a second one. A command uses the server of a running
 * service instead.
 */
final class EmbeddedDatabase implements Database {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);

    /** The first start extracts 60 MB and makes a cluster; measured 3 s, on a busy small machine several times that. */
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    /** How long a command waits for a service that has just taken the lock to bring its server up. */
    private static final Duration NEIGHBOUR_TIMEOUT = Duration.ofSeconds(20);

    private static final Duration NEIGHBOUR_POLL = Duration.ofMillis(100);

    /** Those of one service's pool, of some commands beside it, and of a person looking. */
    private static final String MAX_CONNECTIONS = "100";

    private static final String WORKING_FOLDER = "ot.epg.working-dir";

    private final FolderLock lock;
    private final EmbeddedPostgres server;
    private final PostmasterWatch watch;

    private EmbeddedDatabase(FolderLock lock, EmbeddedPostgres server, PostmasterWatch watch) {
        this.lock = lock;
        this.server = server;
        this.watch = watch;
    }

    /** Starts the server of this folder or, for a command, finds the one that runs. */
    static Database open(DatabaseSettings settings) {
        Path home = settings.home().resolve("postgres");
        Optional<FolderLock> lock = FolderLock.tryLock(home);
        if (lock.isPresent()) {
            return startOrUnlock(home, lock.get());
        }
        if (settings.isCommand()) {
            return ofRunningService(home);
        }
        throw new DatabaseInUse(home, FolderLock.holderOf(home));
    }

    @Override
    public String url() {
        return urlOf(server.getPort());
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failed) {
            LOG.error("the database server was not stopped in order", failed);
        }
        watch.close();
        lock.close();
    }

    private static Database startOrUnlock(Path home, FolderLock lock) {
        try {
            return start(home, lock);
        } catch (IOException failed) {
            lock.close();
            throw new UncheckedIOException(home + ": no database server could be started", failed);
        } catch (RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    private static Database start(Path home, FolderLock lock) throws IOException {
        Path data = home.resolve("data");
        Postmaster.of(data).ifPresent(EmbeddedDatabase::stopLeftover);
        Path complete = home.resolve("complete");
        if (!Files.exists(complete)) {
            // A cluster whose making was interrupted never starts.
            FileSystemUtils.deleteRecursively(data);
        }
        EmbeddedPostgres server = serverIn(home, data).start();
        try {
            Files.writeString(complete, "");
            return new EmbeddedDatabase(lock, server, PostmasterWatch.over(justStartedIn(data)));
        } catch (IOException | RuntimeException failed) {
            server.close();
            throw failed;
        }
    }

    private static Postmaster justStartedIn(Path data) {
        return Postmaster.of(data)
                .orElseThrow(
                        () -> new IllegalStateException(data + ": no running server (expected: the one just started)"));
    }

    private static void stopLeftover(Postmaster leftover) {
        LOG.warn(
                "stopping the database server {} that an ended process left behind",
                leftover.process().pid());
        leftover.stop();
    }

    /** The library is made for tests: it turns durability off. Later options win over its own. */
    private static EmbeddedPostgres.Builder serverIn(Path home, Path data) {
        return builderWith(home.resolve("binaries"))
                .setPgBinaryResolver(EmbeddedDatabase::binariesFor)
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(START_TIMEOUT)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("max_connections", MAX_CONNECTIONS)
                .setServerConfig("unix_socket_directories", "");
    }

    /**
     * The library also makes a working folder, by default in the system's temporary one, and deletes old data folders that it
     * finds there; so it gets one that holds nothing but the binaries.
     */
    private static EmbeddedPostgres.Builder builderWith(Path binaries) {
        String before = System.getProperty(WORKING_FOLDER);
        System.setProperty(WORKING_FOLDER, binaries.toString());
        try {
            return EmbeddedPostgres.builder().setOverrideWorkingDirectory(binaries.toFile());
        } finally {
            if (before == null) {
                System.clearProperty(WORKING_FOLDER);
            } else {
                System.setProperty(WORKING_FOLDER, before);
            }
        }
    }

    /** Not the library's own resolver, because it runs a script from the system's temporary folder to ask for Alpine. */
    private static InputStream binariesFor(String system, String machine) {
        String archive = "/postgres-%s-%s.txz"
                .formatted(system, ArchUtils.normalize(machine))
                .toLowerCase(Locale.ROOT);
        InputStream binaries = EmbeddedDatabase.class.getResourceAsStream(archive);
        if (binaries == null) {
            throw new IllegalStateException(archive + ": not on the class path (expected: it, or BRAID_DB_URL)");
        }
        return binaries;
    }

    private static Database ofRunningService(Path home) {
        long deadline = System.nanoTime() + NEIGHBOUR_TIMEOUT.toNanos();
        Optional<Postmaster> running = Postmaster.of(home.resolve("data"));
        while (running.isEmpty() && System.nanoTime() < deadline) {
            pause();
            running = Postmaster.of(home.resolve("data"));
        }
        return running.map(postmaster -> (Database) new Database.Elsewhere(urlOf(postmaster.port())))
                .orElseThrow(() -> new DatabaseInUse(home, FolderLock.holderOf(home)));
    }

    private static void pause() {
        try {
            Thread.sleep(NEIGHBOUR_POLL.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the database server", interrupted);
        }
    }

    static String urlOf(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }
}
