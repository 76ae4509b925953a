package dev.braid.core.run;

import dev.braid.contracts.Order;
import dev.braid.contracts.Side;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of a strategy over bars fed in the order of time: keeps the books, collects what the run leaves behind. Deterministic;
 * not for use by two threads at once.
 *
 * <p>Nothing looks ahead: what a bar's close decides is traded at the open of the next bar, and what the last close decides is
 * never traded. A position still open at the end stays in the equity at the last close and counts as no round trip.
 */
final class BacktestEngine {
    static final double STARTING_CASH = 100_000;

    /*
     * The books. A bar first fills what the bar before decided, at its own open moved by slippage; a flip from −1 to +1 trades
     * two units. Cash moves by exactly price·quantity and the fee, so that equity = cash + position·close changes between two
     * bars by nothing but position·Δprice and costs.
     */
    private final SmaCrossover strategy;
    private final Costs costs;
    private final EquityCurve equity = new EquityCurve();
    private final List<Order> orders = new ArrayList<>();
    private final List<Trade> fills = new ArrayList<>();
    private double cash = STARTING_CASH;
    private int position;
    private int target;
    private int pointsTaken;
    private int tradesTaken;

    BacktestEngine(SmaCrossover strategy, Costs costs) {
        this.strategy = strategy;
        this.costs = costs;
    }

    void bar(long epochMillis, double open, double close) {
        if (target != position) {
            trade(epochMillis, target - position, open);
        }
        equity.add(epochMillis, cash + position * close);
        target = strategy.targetAfter(close);
    }

    int bars() {
        return equity.size();
    }

    Artefacts artefacts() {
        return new Artefacts(equity, List.copyOf(orders), List.copyOf(fills));
    }

    /** What was made since this was last asked; of each trade there is one order and one fill. */
    Portion takeNew() {
        Portion made = new Artefacts(equity, orders, fills).since(pointsTaken, tradesTaken, tradesTaken);
        pointsTaken = equity.size();
        tradesTaken = orders.size();
        return made;
    }

    private void trade(long epochMillis, int change, double open) {
        Instant ts = Instant.ofEpochMilli(epochMillis);
        Side side = change > 0 ? Side.BUY : Side.SELL;
        int qty = Math.abs(change);
        double price = costs.fillPrice(side, open);
        double fee = costs.fee(price * qty);
        cash -= change * price + fee;
        position += change;
        String orderId = "o" + equity.size();
        orders.add(new Order(orderId, ts, side, qty, open, "MKT", "IOC"));
        fills.add(new Trade(ts, "f" + equity.size(), orderId, side, qty, price, Math.abs(price - open) * qty, fee));
    }
}
