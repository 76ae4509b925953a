package dev.braid.core.changes;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * A change that was committed.
 *
 * @param seq its place among all, without gaps
 * @param publisher the process that made it
 * @param data a JSON object
 */
record NumberedChange(
        long seq, UUID publisher, String type, Instant at, String data, Audience audience, Set<String> tags) {}
