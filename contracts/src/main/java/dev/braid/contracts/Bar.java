package dev.braid.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was traded in one span of time. Prices are in the currency of the market.
 *
 * @param t start; of a daily bar the New York session date at 00:00Z
 * @param o price of the first trade
 * @param h highest price
 * @param l lowest price
 * @param c price of the last trade
 * @param v units traded
 * @param n number of trades, where the source said so
 */
public record Bar(
        Instant t,
        double o,
        double h,
        double l,
        double c,
        long v,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long n) {}
