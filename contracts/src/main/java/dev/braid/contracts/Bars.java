package dev.braid.contracts;

import java.util.List;

/**
 * The reply of {@code /bars/daily}, {@code /bars/minute} and {@code /bars/hour}.
 *
 * @param bars oldest first
 */
public record Bars(String symbol, List<Bar> bars) {}
