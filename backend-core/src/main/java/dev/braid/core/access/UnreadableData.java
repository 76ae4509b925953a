package dev.braid.core.access;

import java.nio.file.Path;

/** A file to import is not what it should be; the message names file, line, what was found and what was expected. */
public final class UnreadableData extends Exception {

    public UnreadableData(Path file, String problem) {
        super(file + ": " + problem);
    }

    public UnreadableData(Path file, long line, String problem) {
        super(file + ":" + line + ": " + problem);
    }
}
