package dev.braid.bff.redis;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real redis-server of our own on a free loopback port, for running Braid without one.
 *
 * <p>It keeps its data in the folder it is given (append-only file, synced each second: a crash of the machine costs the last second,
 * a crash of the process nothing) and ends with this process, however that ends. Evicts only what expires, so flags stay.
 */
/*
 * The server is the child of a small shell that waits for it. The shell also holds the reading end of a pipe whose writing end is ours:
 * when this process goes, also by kill -9, the pipe closes and the server gets SIGTERM. The shell ignores the signals that a terminal
 * sends to everyone. The server's id cannot have been given to another process by then, because the shell that would collect it does
 * nothing but wait for it, and ends the reader as soon as it has.
 */
final class EmbeddedRedis implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedRedis.class);

    private static final String SUPERVISOR = """
            trap '' INT TERM HUP
            exec 3<&0
            "$@" </dev/null 3<&- &
            server=$!
            (read -r end <&3; kill -TERM $server) &
            reader=$!
            wait $server
            kill -KILL $reader 2>/dev/null
            """;

    /** What a laptop can spare; the oldest of what expires goes first. */
    private static final String MEMORY = "256mb";

    /** What it logs once its data is read. Not a connection that is accepted: another server may have been given the port. */
    private static final String READY = "Ready to accept connections";

    private static final Duration START_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 10;

    /** Another process may take the port that was free a moment ago. */
    private static final int ATTEMPTS = 3;

    private final Process process;
    private final int port;

    private EmbeddedRedis(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts a server that keeps its data in the folder; blocks until it accepts connections.
     *
     * @param port 0: any free one
     */
    static EmbeddedRedis start(Path folder, int port) throws IOException {
        Path home = Files.createDirectories(folder).toRealPath();
        IOException last = new IOException("no redis-server for this platform");
        for (String resource : executables()) {
            stopLeftOver(home.resolve(resource));
            Path executable = extract(resource, home);
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                try {
                    return start(executable, home, port == 0 ? freePort() : port);
                } catch (IOException failure) {
                    last = failure;
                }
            }
        }
        throw last;
    }

    int port() {
        return port;
    }

    /** The server itself, not the shell that waits for it; absent once it has ended. */
    Optional<ProcessHandle> server() {
        return process.children()
                .filter(child -> child.info()
                        .command()
                        .filter(command -> command.contains("redis-server"))
                        .isPresent())
                .findAny();
    }

    /** Asks the server to end, and waits until it has. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("redis-server did not stop within {}, killing it", STOP_TIMEOUT);
                server().ifPresent(ProcessHandle::destroyForcibly);
            }
        } catch (IOException failure) {
            log.warn("redis-server could not be told to stop", failure);
            server().ifPresent(ProcessHandle::destroyForcibly);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static EmbeddedRedis start(Path executable, Path folder, int port) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", SUPERVISOR, "sh"));
        command.addAll(command(executable, folder, port));
        Path output = folder.resolve("redis.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        EmbeddedRedis redis = new EmbeddedRedis(process, port);
        try {
            redis.awaitReady(output);
        } catch (IOException failure) {
            redis.close();
            throw failure;
        }
        log.info("redis-server on 127.0.0.1:{}, data in {}", port, folder);
        return redis;
    }

    private static List<String> command(Path executable, Path folder, int port) {
        return List.of(
                executable.toString(),
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--dir",
                folder.toString(),
                "--save",
                "",
                "--appendonly",
                "yes",
                "--maxmemory",
                MEMORY,
                "--maxmemory-policy",
                "volatile-lru");
    }

    private void awaitReady(Path output) throws IOException {
        long due = System.nanoTime() + START_TIMEOUT.toNanos();
        while (System.nanoTime() < due) {
            if (exitedWithin(POLL_MILLIS)) {
                throw new IOException("redis-server ended at once, see " + output);
            }
            if (Files.readString(output).contains(READY)) {
                return;
            }
        }
        throw new IOException("redis-server is not ready after " + START_TIMEOUT + ", see " + output);
    }

    private boolean exitedWithin(long millis) throws IOException {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while redis-server started", interrupted);
        }
    }

    /** Newest first; the 386 one is linked statically, for systems without this OpenSSL or glibc. */
    private static List<String> executables() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        if (system.contains("linux")) {
            return arm
                    ? List.of("redis-server-6.2.7-linux-arm64")
                    : List.of("redis-server-6.2.6-v5-linux-amd64", "redis-server-6.2.7-linux-386");
        }
        if (system.contains("mac")) {
            return List.of("redis-server-6.2.6-v5-darwin-" + (arm ? "arm64" : "amd64"));
        }
        return List.of();
    }

    private static Path extract(String resource, Path folder) throws IOException {
        Path executable = folder.resolve(resource);
        Path part = Files.createTempFile(
                folder,
                resource,
                ".part",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (InputStream bytes = EmbeddedRedis.class.getResourceAsStream("/" + resource)) {
            if (bytes == null) {
                throw new IOException(resource + " is not on the class path");
            }
            Files.copy(bytes, part, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwx------"));
            return Files.move(part, executable, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** A server that outlived its process, against all care, would write to the same file as ours. */
    private static void stopLeftOver(Path executable) {
        ProcessHandle.allProcesses()
                .filter(running -> running.info()
                        .command()
                        .filter(command -> command.startsWith(executable.toString()))
                        .isPresent())
                .forEach(running -> {
                    log.warn("stopping redis-server {} left over from an earlier run", running.pid());
                    running.destroy();
                    running.onExit()
                            .completeOnTimeout(running, STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                            .join();
                });
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
