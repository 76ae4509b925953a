package dev.braid.core.dashboard;

import java.time.Instant;

/**
 * A user's numbers of one kind.
 *
 * @param at when they began to be counted
 * @param cached whether that was for an earlier request
 */
record Computed<T>(T numbers, Instant at, boolean cached) {}
