package dev.braid.core.setup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server, known by the {@code postmaster.pid} of its data folder: process id in its first line, folder in the second,
 * port in the fourth.
 *
 * @param folder its data folder
 */
record Postmaster(Path folder, ProcessHandle process, int port) {

    private static final Logger LOG = LoggerFactory.getLogger(Postmaster.class);
    private static final int LINES_THAT_NAME_A_PORT = 4;

    /** A fast shutdown writes one checkpoint; measured 0.1 to 0.2 s, so this means it hangs. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** The live server of this folder. A process id that now belongs to another program does not count. */
    static Optional<Postmaster> of(Path folder) {
        List<String> lines = linesOf(folder.resolve("postmaster.pid"));
        if (lines.size() < LINES_THAT_NAME_A_PORT) {
            return Optional.empty();
        }
        int port = Integer.parseInt(lines.get(3).trim());
        return ProcessHandle.of(Long.parseLong(lines.get(0).trim()))
                .filter(ProcessHandle::isAlive)
                .filter(process -> runsIn(process, folder))
                .map(process -> new Postmaster(folder, process, port));
    }

    /** Fast shutdown: clients are disconnected, everything committed is kept. Returns when the process has ended. */
    void stop() {
        signal("INT");
        if (!hasEnded()) {
            LOG.warn("the database server {} does not stop; ending it", process.pid());
            process.destroyForcibly();
            hasEnded();
        }
    }

    private boolean hasEnded() {
        try {
            process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException stillThere) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("the end of process " + process.pid() + " is not known", impossible);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Java itself sends TERM and KILL only. */
    private void signal(String name) {
        try {
            new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException noShell) {
            throw new UncheckedIOException("process " + process.pid() + ": not signalled", noShell);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A server's working directory is its data folder; where the system does not tell, the name of the program decides. */
    private static boolean runsIn(ProcessHandle process, Path folder) {
        Path workingDirectory = Path.of("/proc", Long.toString(process.pid()), "cwd");
        try {
            return Files.isSameFile(workingDirectory, folder);
        } catch (IOException notTold) {
            return process.info()
                    .command()
                    .map(command -> command.endsWith("postgres"))
                    .orElse(false);
        }
    }

    private static List<String> linesOf(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException notRunning) {
            return List.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(file + ": not readable", unreadable);
        }
    }
}
