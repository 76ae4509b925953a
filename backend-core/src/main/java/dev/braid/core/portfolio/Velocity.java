package dev.braid.core.portfolio;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a project, or a board, completed in its closed sprints.
 *
 * @param closedSprints units of each, oldest first; zeros count
 */
record Velocity(List<Double> closedSprints) {

    private static final int WINDOW = SprintTrend.WINDOW;

    Velocity {
        closedSprints = List.copyOf(closedSprints);
    }

    /** Mean of the last three, or of as many as there are; empty without any. */
    OptionalDouble average() {
        int size = closedSprints.size();
        return mean(size - Math.min(WINDOW, size), size);
    }

    /** Of the last three sprints beside the three before; empty below six. */
    Optional<Trend> trend() {
        return comparable() ? SprintTrend.ofHigherIsBetter(closedSprints) : Optional.empty();
    }

    /** The mean of the last three sprints of that of the three before; empty below six, and where those brought nothing. */
    OptionalDouble ratio() {
        if (!comparable()) {
            return OptionalDouble.empty();
        }
        int size = closedSprints.size();
        double before = mean(size - 2 * WINDOW, size - WINDOW).orElse(0);
        return before > 0 ? OptionalDouble.of(average().orElse(0) / before) : OptionalDouble.empty();
    }

    private boolean comparable() {
        return closedSprints.size() >= 2 * WINDOW;
    }

    private OptionalDouble mean(int from, int to) {
        return closedSprints.subList(from, to).stream()
                .mapToDouble(Double::doubleValue)
                .average();
    }
}
