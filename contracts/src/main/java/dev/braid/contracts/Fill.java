package dev.braid.contracts;

import java.time.Instant;

/**
 * What an order got.
 *
 * @param qty whole units, > 0
 * @param price paid, currency per unit
 * @param slippage loss against the price of the decision, currency
 * @param fee currency
 */
public record Fill(String fillId, String orderId, Instant ts, long qty, double price, double slippage, double fee) {}
