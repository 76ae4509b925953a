package dev.braid.core.setup;

import java.nio.file.Path;

/** Another live process owns the embedded database of this data folder. */
final class DatabaseInUse extends RuntimeException {

    DatabaseInUse(Path home, String owner) {
        super(home + ": in use by process " + owner
                + " (expected: one service per data folder; set BRAID_DATA_DIR or BRAID_PORT, or stop that process)");
    }
}
