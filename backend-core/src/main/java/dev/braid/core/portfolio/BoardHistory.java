package dev.braid.core.portfolio;

import dev.braid.core.portfolio.DeliveredSprints.Delivery;
import dev.braid.core.sprint.WorkUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** What the closed sprints of a board brought, by workstream and by sprint. */
record BoardHistory(Map<Long, List<Delivery>> byProject, Map<Long, List<Delivery>> bySprint) {

    static BoardHistory of(List<Delivery> deliveries) {
        return new BoardHistory(
                deliveries.stream().collect(Collectors.groupingBy(Delivery::workstreamId)),
                deliveries.stream()
                        .collect(Collectors.groupingBy(Delivery::sprintId, LinkedHashMap::new, Collectors.toList())));
    }

    /** The one that its last sprint was counted in. */
    WorkUnit unitOf(ParticipatingProject project) {
        List<Delivery> own = byProject.getOrDefault(project.workstreamId(), List.of());
        return own.isEmpty() ? WorkUnit.STORY_POINTS : own.get(own.size() - 1).unit();
    }

    /**
     * What a forecast of the project rests on. Of the board there is nothing to borrow where nobody knows which share of it the project is.
     *
     * @param share of the board, where the project has closed no sprint that says so; 0: nobody knows
     */
    DeliveryHistory of(ParticipatingProject project, WorkUnit unit, double share) {
        List<Delivery> own = byProject.getOrDefault(project.workstreamId(), List.of());
        List<Double> mine = own.stream().map(delivery -> delivery.in(unit)).toList();
        double scale = shareOf(own, unit).orElse(share);
        List<Double> board = scale > 0
                ? bySprint.values().stream()
                        .map(sprint -> sum(sprint, unit) * scale)
                        .toList()
                : List.of();
        return new DeliveryHistory(mine, board);
    }

    /** How these projects together left each sprint that any of them took part in, oldest first. */
    List<PastSprint> sprints(Collection<ProjectState> projects) {
        Set<Long> wanted =
                projects.stream().map(state -> state.project().workstreamId()).collect(Collectors.toSet());
        return bySprint.values().stream()
                .map(sprint -> sprint.stream()
                        .filter(delivery -> wanted.contains(delivery.workstreamId()))
                        .toList())
                .filter(sprint -> !sprint.isEmpty())
                .map(PastSprint::of)
                .toList();
    }

    /** Of what the board delivered in the sprints that the project took part in. */
    private OptionalDouble shareOf(List<Delivery> own, WorkUnit unit) {
        double all = own.stream()
                .mapToDouble(delivery -> sum(bySprint.getOrDefault(delivery.sprintId(), List.of()), unit))
                .sum();
        return all > 0 ? OptionalDouble.of(sum(own, unit) / all) : OptionalDouble.empty();
    }

    private static double sum(Collection<Delivery> deliveries, WorkUnit unit) {
        return deliveries.stream().mapToDouble(delivery -> delivery.in(unit)).sum();
    }
}
