package dev.braid.contracts;

/**
 * How the points of {@link Equity} were chosen.
 *
 * @param total points in the range
 * @param returned points in the reply
 * @param method {@code lttb} (largest triangle three buckets) or {@code none}
 */
public record EquityReduction(int total, int returned, String method) {}
