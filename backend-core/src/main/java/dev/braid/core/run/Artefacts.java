package dev.braid.core.run;

import dev.braid.contracts.Order;
import java.util.List;

/** What a run leaves behind: its equity, bar by bar, and the trades that made it, each in the order of time. */
record Artefacts(EquityCurve equity, List<Order> orders, List<Trade> fills) {

    Portion all() {
        return since(0, 0, 0);
    }

    /** What came after so many points, orders and fills. */
    Portion since(int points, int ordersBefore, int fillsBefore) {
        return new Portion(
                points,
                equity.millisFrom(points),
                equity.valuesFrom(points),
                ordersBefore,
                List.copyOf(orders.subList(ordersBefore, orders.size())),
                fillsBefore,
                List.copyOf(fills.subList(fillsBefore, fills.size())));
    }
}
