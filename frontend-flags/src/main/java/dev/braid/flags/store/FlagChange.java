package dev.braid.flags.store;

import dev.braid.flags.BraidFeature;
import dev.braid.flags.Strategy;
import org.jspecify.annotations.Nullable;

/**
 * What someone wants a flag to be.
 *
 * @param expectedRevision the revision of the flag that this was decided on
 * @param strategy null: for everyone
 * @param actor who wants it
 * @param reason why; kept for whoever asks later
 */
public record FlagChange(
        BraidFeature feature,
        long expectedRevision,
        boolean on,
        @Nullable Strategy strategy,
        String actor,
        String reason) {

    public FlagChange {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("reason: '' (expected: why the flag is changed)");
        }
    }
}
