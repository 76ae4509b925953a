package dev.braid.flags.store;

import dev.braid.flags.Flag;

/** What became of a {@link FlagChange}. */
public sealed interface ChangeOutcome {

    /** It was made. */
    record Changed(Flag flag) implements ChangeOutcome {}

    /** It was not: someone else was first. */
    record Stale(Flag current) implements ChangeOutcome {}
}
