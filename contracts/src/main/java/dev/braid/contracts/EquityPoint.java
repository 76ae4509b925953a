package dev.braid.contracts;

import java.time.Instant;

/**
 * What a run was worth.
 *
 * @param value cash and position at the last price, currency
 */
public record EquityPoint(Instant ts, double value) {}
