package dev.braid.core.run;

import dev.braid.contracts.Side;
import dev.braid.core.web.JsonFields;
import java.time.Instant;

/**
 * What an order got, with the side of the order.
 *
 * @param price paid or received per unit, slippage included
 * @param slippage its cost in currency over all units, ≥ 0 when it went against the trade
 * @param fee in currency over all units
 */
record Trade(
        Instant ts, String fillId, String orderId, Side side, long qty, double price, double slippage, double fee) {

    /** +1 when a trade of this side lets the position grow, −1 when it lets it shrink. */
    static int sign(Side side) {
        return side == Side.BUY ? 1 : -1;
    }

    /** The change of the position. */
    long change() {
        return sign(side) * qty;
    }

    static Side readSide(String text) {
        return switch (text) {
            case "BUY" -> Side.BUY;
            case "SELL" -> Side.SELL;
            default -> throw new IllegalArgumentException(JsonFields.shown(text) + " (expected: BUY or SELL)");
        };
    }
}
