package dev.braid.core.portfolio;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;

/** A number that projects are compared by. */
enum Criterion {
    PRIORITY(project -> OptionalDouble.of(project.priority().score())),
    COMPLETION(project -> OptionalDouble.of(project.completion())),
    RISK_SCORE(project -> OptionalDouble.of(project.riskScore())),
    VELOCITY(ProjectView::velocity),
    CAPACITY_UTILIZATION(ProjectView::capacityUtilization);

    private final Function<ProjectView, OptionalDouble> score;

    Criterion(Function<ProjectView, OptionalDouble> score) {
        this.score = score;
    }

    OptionalDouble scoreOf(ProjectView project) {
        return score.apply(project);
    }

    boolean lowerIsBetter() {
        return this == RISK_SCORE;
    }

    /** As it is written on the wire. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
