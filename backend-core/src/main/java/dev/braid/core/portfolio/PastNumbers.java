package dev.braid.core.portfolio;

import java.util.List;

/** What a board's closed sprints came to, all percentages but the risk score; each list oldest first, without what nobody can say. */
record PastNumbers(
        List<Double> completion,
        List<Double> risk,
        List<Double> scopeChange,
        List<Double> capacityUtilization,
        List<Double> blocked) {

    static final PastNumbers NONE = new PastNumbers(List.of(), List.of(), List.of(), List.of(), List.of());
}
