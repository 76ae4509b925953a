package dev.braid.contracts;

import java.time.Instant;

/**
 * What an order got.
 *
 * @param qty units
 * @param price paid, currency per unit
 * @param slippage loss against the price of the decision, currency
 * @param fee currency
 */
public record Fill(String fillId, String orderId, Instant ts, double qty, double price, double slippage, double fee) {}
