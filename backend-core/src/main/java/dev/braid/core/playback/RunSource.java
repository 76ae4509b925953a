package dev.braid.core.playback;

import dev.braid.core.run.RunRows.Standing;
import java.time.Instant;
import java.util.Optional;

/** Where the rows of one run come from. What it says may be of another moment each time: the run may be under way. Blocks. */
interface RunSource {

    /** Rows as they were when the run was so far. */
    record Reading(Standing run, Rows rows) {}

    /** Empty: there is no such run, for who watches. */
    Optional<Standing> standing();

    /**
     * Rows with this one among them, if there is such a row: some before it, and so many at most that may be read at once. None are read
     * for 0.
     */
    Optional<Reading> read(int from, int most);

    /** The last row that is not after an instant. */
    Optional<Integer> rowAt(Instant instant);
}
