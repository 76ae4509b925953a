package dev.braid.bff.stream;

import dev.braid.bff.run.RunId;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a viewer wants to see, and from where.
 *
 * @param name of the session, which is made if there is none
 * @param epoch where {@code fromRow} means something; null: unknown
 * @param fromRow the first row to be sent; −1: wherever the session is
 * @param speed to begin with, where the session is made for this viewer; null: the backend's
 */
record Join(
        RunId run,
        String name,
        @Nullable String epoch,
        long fromRow,
        @Nullable String speed) {

    static Join of(RunId run, String name, Optional<String> epoch, OptionalInt fromRow, Optional<String> speed) {
        return new Join(run, name, epoch.orElse(null), fromRow.orElse(-1), speed.orElse(null));
    }
}
