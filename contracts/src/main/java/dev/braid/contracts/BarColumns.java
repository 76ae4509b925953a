package dev.braid.contracts;

import java.util.List;

/**
 * Bars as lists of the same length, oldest first.
 *
 * @param t start, milliseconds since 1970-01-01T00:00:00Z
 */
public record BarColumns(List<Long> t, List<Double> o, List<Double> h, List<Double> l, List<Double> c, List<Long> v) {}
