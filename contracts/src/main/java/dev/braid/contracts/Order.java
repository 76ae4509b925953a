package dev.braid.contracts;

import java.time.Instant;

/**
 * What a strategy asked for.
 *
 * @param qty whole units, > 0
 * @param price of the decision, currency per unit
 * @param type {@code MKT}: at the market
 * @param timeInForce {@code IOC}: immediate or cancel
 */
public record Order(String orderId, Instant ts, Side side, long qty, double price, String type, String timeInForce) {}
