package dev.braid.core.portfolio;

import dev.braid.core.portfolio.DeliveredSprints.Delivery;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * How all projects of a board stood at the end of a closed sprint.
 *
 * @param velocity units that were completed, each project's in its own
 * @param completion percentage of what was to be; empty where nothing was
 * @param risk mean score of the projects; empty where nobody said
 * @param scopeChange net, in percent of what was committed at the start; empty where nothing was
 * @param utilization mean percentage of the projects' capacity; empty where nothing was allocated
 * @param blocked percentage of the open issues; empty where none were left
 */
record PastSprint(
        double velocity,
        OptionalDouble completion,
        OptionalDouble risk,
        OptionalDouble scopeChange,
        OptionalDouble utilization,
        OptionalDouble blocked) {

    /** @param projects that took part; at least one */
    static PastSprint of(List<Delivery> projects) {
        double total = projects.stream().mapToDouble(Delivery::total).sum();
        double completed = projects.stream()
                .mapToDouble(project -> project.in(project.unit()))
                .sum();
        double netScope = projects.stream().mapToDouble(Delivery::netScope).sum();
        int open = projects.stream()
                .mapToInt(project -> project.totalIssues() - project.issues())
                .sum();
        int blocked = projects.stream().mapToInt(Delivery::blockedIssues).sum();
        return new PastSprint(
                completed,
                percentage(completed, total),
                mean(projects, Delivery::risk),
                percentage(netScope, total - netScope),
                mean(projects, Delivery::utilization),
                percentage(blocked, open));
    }

    private static OptionalDouble percentage(double part, double whole) {
        return whole > 0 ? OptionalDouble.of(Rounding.percent(part, whole)) : OptionalDouble.empty();
    }

    private static OptionalDouble mean(List<Delivery> projects, Function<Delivery, OptionalDouble> value) {
        return projects.stream()
                .map(value)
                .flatMapToDouble(OptionalDouble::stream)
                .average();
    }

    /** Of several sprints, each list without what nobody can say. */
    static PastNumbers numbers(List<PastSprint> sprints) {
        return new PastNumbers(
                values(sprints, PastSprint::completion),
                values(sprints, PastSprint::risk),
                values(sprints, PastSprint::scopeChange),
                values(sprints, PastSprint::utilization),
                values(sprints, PastSprint::blocked));
    }

    private static List<Double> values(List<PastSprint> sprints, Function<PastSprint, OptionalDouble> value) {
        return sprints.stream()
                .map(value)
                .flatMapToDouble(OptionalDouble::stream)
                .boxed()
                .toList();
    }
}
