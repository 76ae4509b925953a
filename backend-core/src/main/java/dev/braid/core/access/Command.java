package dev.braid.core.access;

import java.util.List;
import java.util.function.Consumer;

/**
 * Something that the jar does instead of serving: {@code java -jar backend-core.jar <name> WORD…}, also beside a running service. It
 * asks for the database only when it runs: how it is used is told without one.
 */
public interface Command {

    /** How it ended. */
    enum Outcome {
        /** All was done. */
        DONE(0),
        /** Something was not done; the output says what and why. */
        FAILED(1),
        /** The command was not understood; nothing was done. */
        MISUSED(2);

        private final int exitCode;

        Outcome(int exitCode) {
            this.exitCode = exitCode;
        }

        /** Of the process. */
        public int exitCode() {
            return exitCode;
        }
    }

    /** The first word: {@code import}. */
    String name();

    /** A line for each form: {@code import bars FILE...   CSV files of bars}. */
    List<String> usage();

    /** @param words after the first; at least one */
    Outcome run(List<String> words, Consumer<String> out);
}
