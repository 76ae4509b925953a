package dev.braid.contracts;

import java.util.List;

/** The reply of {@code /bars/minute_decimated}: {@link Bars}, and how they were made. */
public record DecimatedBars(String symbol, List<Bar> bars, Decimation meta) {}
