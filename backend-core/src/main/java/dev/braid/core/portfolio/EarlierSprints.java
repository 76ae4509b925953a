package dev.braid.core.portfolio;

import dev.braid.core.forecast.PastSprints;
import dev.braid.core.portfolio.DeliveredSprints.Snapshot;
import dev.braid.core.sprint.SprintState;
import dev.braid.core.sprint.StoredSprint;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The closed sprints of a board as they were when as much of them was over as is of another one.
 *
 * @param closed newest first
 * @param days of each, by its id, oldest first
 */
record EarlierSprints(List<StoredSprint> closed, Map<Long, List<Snapshot>> days) {

    /** How many of them did all that was open then; only those count of which both the day and the result are known. */
    PastSprints finishedFrom(SprintClock at) {
        OptionalDouble elapsed = at.elapsedPercentage();
        if (elapsed.isEmpty() || at.sprint().state() != SprintState.ACTIVE) {
            return PastSprints.UNKNOWN;
        }
        List<Boolean> finished = closed.stream()
                .flatMap(sprint -> finished(sprint, at, elapsed.getAsDouble()).stream())
                .toList();
        return new PastSprints(
                (int) finished.stream().filter(Boolean::booleanValue).count(), finished.size());
    }

    private Optional<Boolean> finished(StoredSprint sprint, SprintClock at, double elapsed) {
        List<Snapshot> known = days.getOrDefault(sprint.id(), List.of());
        LocalDate then = new SprintClock(sprint, at.calendar(), at.now()).dateAt(elapsed);
        Optional<Snapshot> result = known.stream().filter(Snapshot::isFinal).findFirst();
        return known.stream()
                .filter(day -> !day.isFinal() && !day.date().isAfter(then))
                .reduce((earlier, later) -> later)
                .flatMap(before -> result.map(
                        last -> last.completed() - before.completed() >= before.total() - before.completed()));
    }
}
