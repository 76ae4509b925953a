package dev.braid.core.portfolio;

import java.util.OptionalDouble;

/**
 * What a project's risk in a sprint is judged by.
 *
 * @param started whether the sprint has
 * @param elapsedPercentage of its working days
 * @param completionProbability chance, 0..1, that all is done by its end
 */
record RiskInputs(
        ProjectCounts counts,
        boolean started,
        OptionalDouble elapsedPercentage,
        OptionalDouble completionProbability,
        ScopeChange scope,
        Velocity velocity,
        Capacity capacity) {}
