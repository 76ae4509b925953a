package dev.braid.flags.store;

import dev.braid.flags.Flag;

/** One change of a flag: from what to what, by whom, why. When: {@code to.updatedAt()}. */
public record FlagHistoryEntry(Flag from, Flag to, String actor, String reason) {}
