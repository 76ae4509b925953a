package dev.braid.core.portfolio;

import java.util.List;
import java.util.OptionalDouble;

/** What several projects have in a sprint together, each counted in its own unit. */
record PortfolioTotals(double total, double completed, double blocked, double remaining) {

    static PortfolioTotals of(List<ProjectCounts> projects) {
        PortfolioTotals sum = new PortfolioTotals(0, 0, 0, 0);
        for (ProjectCounts project : projects) {
            sum = new PortfolioTotals(
                    sum.total + project.total(),
                    sum.completed + project.completed(),
                    sum.blocked + project.blocked(),
                    sum.remaining + project.remaining());
        }
        return sum;
    }

    /** Unrounded, 0..100; 100 exactly if nothing remains, empty where there is nothing to do. */
    OptionalDouble completionPercentage() {
        if (total <= 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(
                remaining == 0 ? 100 : Math.min(Rounding.percent(completed, total), Math.nextDown(100.0)));
    }

    /** Unrounded, of what remains; 0 where nothing does, empty where there is nothing to do. */
    OptionalDouble blockedPercentage() {
        if (total <= 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(remaining == 0 ? 0 : Math.min(Rounding.percent(blocked, remaining), 100));
    }
}
