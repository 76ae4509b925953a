package dev.braid.flags;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of one flag as it is stored.
 *
 * @param strategy for whom it is on while it is on; null: for everyone
 * @param revision how often it was changed, 0 for a flag never touched
 * @param updatedAt null for a flag never touched
 */
public record Flag(
        String key,
        boolean on,
        @Nullable Strategy strategy,
        long revision,
        @Nullable Instant updatedAt) {

    public Flag {
        if (revision < 0) {
            throw new IllegalArgumentException("revision: %d (expected: >= 0)".formatted(revision));
        }
    }

    /** The state of a flag that nobody has changed. */
    public static Flag untouched(BraidFeature feature) {
        return new Flag(feature.key(), feature.onByDefault(), null, 0, null);
    }

    public Flag changed(boolean nowOn, @Nullable Strategy nowStrategy, Instant now) {
        return new Flag(key, nowOn, nowStrategy, revision + 1, now);
    }

    /** {@code on} or {@code off}. */
    public String state() {
        return state(on);
    }

    public static String state(boolean on) {
        return on ? "on" : "off";
    }
}
