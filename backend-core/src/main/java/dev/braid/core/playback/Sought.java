package dev.braid.core.playback;

import dev.braid.contracts.ErrorCode;
import dev.braid.core.playback.RunSource.Reading;
import dev.braid.core.run.RunRows.Standing;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was found of a position that a client goes to.
 *
 * @param run as it was when the position was looked for
 * @param reading rows with this one among them; null: there is no such position
 * @param least position that there is, as the client names positions
 * @param most position that there is
 */
record Sought(Standing run, int row, @Nullable Reading reading, Object least, Object most) {

    /** Empty: there is no such run. */
    static Optional<Sought> row(RunSource source, long row, int part) {
        return source.standing().map(run -> {
            boolean exists = row >= 0 && row < run.rows();
            Optional<Reading> found = exists ? source.read((int) row, part) : Optional.empty();
            return new Sought(run, (int) row, found.orElse(null), 0, run.rows() - 1);
        });
    }

    /** Empty: there is no such run. */
    static Optional<Sought> instant(RunSource source, Instant instant, int part) {
        return source.standing().map(run -> {
            Instant first = run.first();
            Instant last = run.last();
            if (first == null || last == null) {
                return new Sought(run, -1, null, 0, -1);
            }
            boolean exists = !instant.isBefore(first) && !instant.isAfter(last);
            int row = exists ? source.rowAt(instant).orElse(-1) : -1;
            Optional<Reading> found = row < 0 ? Optional.empty() : source.read(row, part);
            return new Sought(run, row, found.orElse(null), first.toString(), last.toString());
        });
    }

    /** Rows with this one among them; empty: there is no such position. */
    Optional<Reading> found() {
        return Optional.ofNullable(reading).filter(read -> read.rows().end() > row);
    }

    /** What a client is told whose position does not exist. */
    String refusal() {
        return Words.error(
                ErrorCode.RANGE, "pos: outside (expected: %s to %s)".formatted(least, most), Words.limits(least, most));
    }
}
