package dev.braid.core.run;

/**
 * Profits of closed positions, from fills in the order of time. A fill that reduces the position closes that much of it at the
 * average entry price and makes one round trip; the rest of the fill, if any, opens the other way.
 *
 * <p>A trip's net profit is what it brought at fill prices, less its share of the fees on both sides; its gross profit adds fees
 * and slippage back.
 */
final class RoundTrips {
    private long position;
    /** Of the open position: what was paid per unit, and what fees and slippage its entry cost per unit. */
    private double entryPrice;

    private double entryFee;
    private double entrySlippage;

    private int wins;
    private int losses;
    private int closed;
    private double won;
    private double lost;
    private double absoluteGross;

    void add(Trade fill) {
        long change = fill.change();
        double fee = fill.fee() / fill.qty();
        double slippage = Math.abs(fill.slippage()) / fill.qty();
        if (position != 0 && Long.signum(change) != Long.signum(position)) {
            long closing = Math.min(Math.abs(change), Math.abs(position));
            close(closing, fill.price(), fee, slippage);
            change = Long.signum(change) * (Math.abs(change) - closing);
        }
        open(change, fill.price(), fee, slippage);
    }

    int wins() {
        return wins;
    }

    int losses() {
        return losses;
    }

    int closed() {
        return closed;
    }

    /** Sum of the net profits of the winners. */
    double won() {
        return won;
    }

    /** Sum of the net losses of the losers, ≥ 0. */
    double lost() {
        return lost;
    }

    /** Sum of |gross profit| over all closed round trips. */
    double absoluteGross() {
        return absoluteGross;
    }

    private void close(long units, double price, double fee, double slippage) {
        int direction = Long.signum(position);
        double atFillPrices = direction * (price - entryPrice) * units;
        double net = atFillPrices - (entryFee + fee) * units;
        absoluteGross += Math.abs(atFillPrices + (entrySlippage + slippage) * units);
        position -= direction * units;
        closed++;
        count(net);
    }

    private void count(double net) {
        if (net > 0) {
            wins++;
            won += net;
        }
        if (net < 0) {
            losses++;
            lost -= net;
        }
    }

    private void open(long change, double price, double fee, double slippage) {
        if (change == 0) {
            return;
        }
        double before = Math.abs(position);
        double added = Math.abs(change);
        double share = added / (before + added);
        entryPrice += (price - entryPrice) * share;
        entryFee += (fee - entryFee) * share;
        entrySlippage += (slippage - entrySlippage) * share;
        position += change;
    }
}
