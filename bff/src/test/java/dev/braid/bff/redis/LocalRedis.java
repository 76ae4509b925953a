package dev.braid.bff.redis;

import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

/** A real redis-server for tests: it can be stopped, started again on its port, and made to hang. */
public final class LocalRedis implements AutoCloseable {

    /** Generous, because the machine may be busy; a test that is about timeouts says its own. */
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Path folder;
    private EmbeddedRedis server;

    private LocalRedis(Path folder, EmbeddedRedis server) {
        this.folder = folder;
        this.server = server;
    }

    public static LocalRedis in(Path folder) {
        return new LocalRedis(folder, start(folder, 0));
    }

    public RedisConnections connections(Duration timeout) {
        return LettuceConnections.open(RedisURI.create("127.0.0.1", server.port()), timeout);
    }

    public static RedisConnections connections(String url, Duration timeout) {
        return LettuceConnections.open(RedisURI.create(url), timeout);
    }

    public static void close(RedisConnections connections) {
        if (connections instanceof LettuceConnections open) {
            open.close();
        }
    }

    public String url() {
        return "redis://127.0.0.1:" + server.port();
    }

    public void stop() {
        server.close();
    }

    public void startAgain() {
        server = start(folder, server.port());
    }

    /** It keeps its connections and takes new ones, but answers nothing. */
    public void hang() {
        signal("STOP");
    }

    public void goOn() {
        signal("CONT");
    }

    @Override
    public void close() {
        server.server().ifPresent(running -> goOn());
        server.close();
    }

    private void signal(String name) {
        long pid = server.server().orElseThrow().pid();
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static EmbeddedRedis start(Path folder, int port) {
        try {
            return EmbeddedRedis.start(folder, port);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
