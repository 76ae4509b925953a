package dev.braid.core.run;

import dev.braid.contracts.Order;
import java.util.List;

/** What a run leaves behind: its equity, bar by bar, and the trades that made it, each in the order of time. */
record Artefacts(EquityCurve equity, List<Order> orders, List<Trade> fills) {}
