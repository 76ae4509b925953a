package dev.braid.flags.store;

import dev.braid.flags.ForcedFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is forced from outside: by the environment for as long as the process lives, and by the file {@code BRAID_FLAGS_FORCE}, which
 * counts more, because it can be changed while the process runs.
 *
 * <p>A mistake in the environment fails the start. A mistake in the file is logged and leaves in force what the file said before.
 * Reading is a read of memory.
 */
public final class ForcedFlagsSource implements Supplier<ForcedFlags>, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ForcedFlagsSource.class);

    /** Compared by content: watch services miss changes on mounted volumes, and a file of a line costs nothing to read. */
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(500);

    private final ForcedFlags environment;
    private final Path file;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(ForcedFlagsSource::daemon);
    private String lastContent = "";
    private boolean readable = true;
    private volatile ForcedFlags forced;

    private ForcedFlagsSource(ForcedFlags environment, Path file) {
        this.environment = environment;
        this.file = file;
        this.forced = environment;
    }

    /** @throws IllegalArgumentException if the environment's text is not what {@link ForcedFlags#parse} takes */
    public static ForcedFlagsSource open(String environment, Path directory) {
        ForcedFlagsSource source =
                new ForcedFlagsSource(ForcedFlags.parse(environment), directory.resolve("BRAID_FLAGS_FORCE"));
        if (!environment.isBlank()) {
            log.warn("flags: forced by the environment: {}", source.environment);
        }
        source.check();
        source.thread.scheduleWithFixedDelay(
                source::check, CHECK_INTERVAL.toMillis(), CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        return source;
    }

    @Override
    public ForcedFlags get() {
        return forced;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void check() {
        String content = content();
        if (content.equals(lastContent)) {
            return;
        }
        lastContent = content;
        try {
            forced = environment.overriddenBy(ForcedFlags.parse(content));
            log.warn("flags: forced now: {}", forced);
        } catch (IllegalArgumentException failure) {
            log.error("{}: not taken, still forced: {}: {}", file, forced, failure.getMessage());
        }
    }

    private String content() {
        try {
            String content = Files.exists(file) ? Files.readString(file) : "";
            readable = true;
            return content;
        } catch (IOException failure) {
            report(failure);
            return lastContent;
        }
    }

    /** Once, not at every check. */
    private void report(IOException failure) {
        if (readable) {
            readable = false;
            log.error("{}: cannot be read, still forced: {}: {}", file, forced, failure.toString());
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "flags-forced");
        thread.setDaemon(true);
        return thread;
    }
}
