package dev.braid.core.portfolio;

import dev.braid.core.forecast.Simulation;
import dev.braid.core.sprint.WorkUnit;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A project in a sprint, with all that is known and computed of it.
 *
 * @param unit what completion, history and forecast count
 * @param history what it completed in closed sprints, in its unit, oldest first
 * @param currentVelocity units completed for each working day of the sprint so far; empty before it begins
 * @param expected futures of the sprint's own work; empty where nobody can say
 */
record ProjectState(
        ParticipatingProject project,
        ProjectCounts counts,
        WorkUnit unit,
        ScopeChange scope,
        DeliveryHistory history,
        OptionalDouble completionProbability,
        Capacity capacity,
        OptionalDouble teamAllocation,
        RiskScore risk,
        Health health,
        OptionalDouble currentVelocity,
        Optional<Simulation> expected)
        implements ProjectView {

    @Override
    public String projectKey() {
        return project.key();
    }

    @Override
    public Priority priority() {
        return project.priority();
    }

    @Override
    public OptionalInt projectPriority() {
        return project.projectPriority();
    }

    @Override
    public double completion() {
        return counts.completionPercentage();
    }

    @Override
    public double riskScore() {
        // As it is shown everywhere: the sum of the parts that are shown.
        return risk.rounded().score();
    }

    @Override
    public OptionalDouble velocity() {
        return currentVelocity;
    }

    @Override
    public OptionalDouble capacityUtilization() {
        return capacity.utilization();
    }

    Velocity pastVelocity() {
        return new Velocity(history.own());
    }
}
