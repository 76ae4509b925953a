package dev.braid.core.setup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/**
 * Stops a server when the Java process ends in whatever way, {@code kill -9} included: a shell that waits for the end of a pipe
 * whose other end only this process holds. It signals the server only while the data folder still names that process.
 */
final class PostmasterWatch implements AutoCloseable {

    private static final String SCRIPT = """
            trap '' INT TERM HUP
            cat >/dev/null
            if [ "$(head -n 1 "$1/postmaster.pid" 2>/dev/null)" = "$2" ]; then
                if [ ! -e /proc/self/cwd ] || [ "/proc/$2/cwd" -ef "$1" ]; then
                    kill -INT "$2"
                fi
            fi
            """;

    private final Process shell;

    private PostmasterWatch(Process shell) {
        this.shell = shell;
    }

    static PostmasterWatch over(Postmaster postmaster) {
        try {
            return new PostmasterWatch(new ProcessBuilder(
                            "sh",
                            "-c",
                            SCRIPT,
                            "braid-postmaster-watch",
                            postmaster.folder().toString(),
                            Long.toString(postmaster.process().pid()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException noShell) {
            throw new UncheckedIOException("sh: not started (expected: a POSIX shell)", noShell);
        }
    }

    /** Ends the watch after the server has been stopped. */
    @Override
    public void close() {
        try {
            shell.getOutputStream().close();
            shell.waitFor(1, TimeUnit.SECONDS);
        } catch (IOException alreadyEnded) {
            shell.destroy();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
