package dev.braid.core.access;

import java.io.IOException;
import java.nio.file.Path;

/**
 * One kind of data that a feature reads from disk: {@code import <kind> PATH…} on the command line, and the folder of that kind
 * in a folder of real data. An import is idempotent and atomic per entry: all of it is stored, or nothing.
 */
public interface DataImport {

    /** The word on the command line: {@code bars}, {@code run}. */
    String kind();

    /** Its folder below a folder of real data: {@code bars}, {@code runs}. */
    String folder();

    /** Whether an entry of that folder, a file or a folder, or that folder itself, looks like one of this kind. */
    boolean accepts(Path entry);

    /**
     * Stores one entry.
     *
     * @return what changed, for a line of progress: {@code 27533 inserted, 0 updated, 0 unchanged}
     * @throws UnreadableData if it is not what it should be; nothing of it is stored
     */
    String load(Path entry) throws IOException, UnreadableData;
}
