package dev.braid.contracts;

import java.util.List;

/**
 * Every feature flag.
 *
 * @param revision how often any of them was changed
 */
public record FlagsReply(long revision, List<FlagReply> flags) {}
