package dev.braid.flags.store;

import dev.braid.flags.BraidFeature;
import dev.braid.flags.Flag;
import dev.braid.flags.Strategy;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What someone wants a flag to be.
 *
 * @param expectedRevision the revision of the flag that this was decided on
 * @param strategy empty: as it is at that revision
 * @param actor who wants it
 * @param reason why; kept for whoever asks later
 */
public record FlagChange(
        BraidFeature feature,
        long expectedRevision,
        boolean on,
        Optional<NewStrategy> strategy,
        String actor,
        String reason) {

    public FlagChange {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("reason: '' (expected: why the flag is changed)");
        }
    }

    /** @param value null: for everyone */
    public record NewStrategy(@Nullable Strategy value) {}

    Flag appliedTo(Flag before, Instant now) {
        Strategy kept = before.strategy();
        return before.changed(on, strategy.isPresent() ? strategy.get().value() : kept, now);
    }
}
