package dev.braid.core.portfolio;

import java.util.OptionalDouble;

/**
 * What the health of a portfolio is told from.
 *
 * @param elapsed percent of the sprint's working days; empty where it has no end
 * @param averageRisk of the projects; empty without any
 * @param velocity of all of them together, sprint by sprint
 * @param scope of all of them together, as is {@code capacity}
 */
record PortfolioNumbers(
        PortfolioTotals totals,
        OptionalDouble elapsed,
        OptionalDouble averageRisk,
        Velocity velocity,
        ScopeChange scope,
        Capacity capacity,
        PastNumbers past) {}
