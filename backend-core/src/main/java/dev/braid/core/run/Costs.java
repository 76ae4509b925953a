package dev.braid.core.run;

import dev.braid.contracts.Side;

/**
 * What a trade costs beyond its price.
 *
 * @param slippageBps how far the fill moves against the trade, in hundredths of a percent of the price
 * @param feesBps charged on the notional of each side, in hundredths of a percent
 */
record Costs(double slippageBps, double feesBps) {
    private static final double BASIS_POINTS = 1e4;

    double fillPrice(Side side, double price) {
        return price * (1 + Trade.sign(side) * slippageBps / BASIS_POINTS);
    }

    double fee(double notional) {
        return notional * feesBps / BASIS_POINTS;
    }
}
