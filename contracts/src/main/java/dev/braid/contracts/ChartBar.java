package dev.braid.contracts;

import java.time.Instant;

/**
 * A {@link Bar} under the names that charts use.
 *
 * @param timestamp start; of a daily bar the New York session date at 00:00Z
 * @param volume units traded
 */
public record ChartBar(Instant timestamp, double open, double high, double low, double close, long volume) {}
