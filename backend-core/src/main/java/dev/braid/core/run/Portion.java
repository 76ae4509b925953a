package dev.braid.core.run;

import dev.braid.contracts.Order;
import java.util.List;

/**
 * What a run has made in a part of its time.
 *
 * @param firstPoint sequence number of the first point; likewise of the first order and fill
 */
record Portion(
        int firstPoint,
        long[] millis,
        double[] values,
        int firstOrder,
        List<Order> orders,
        int firstFill,
        List<Trade> fills) {}
