package dev.braid.core.portfolio;

import dev.braid.core.sprint.MetaBoard;
import dev.braid.core.sprint.StoredSprint;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A board in a sprint: all of its projects, at one instant. Whatever is shown of them is taken from here.
 *
 * @param projects in the order of their keys
 * @param history of the closed sprints before this one
 * @param lastSync when the tracker's data came last; null if never
 */
record PortfolioModel(
        MetaBoard board,
        StoredSprint sprint,
        SprintClock clock,
        SprintCalendar dates,
        List<ProjectState> projects,
        BoardHistory history,
        @Nullable Instant lastSync) {

    PortfolioModel {
        projects = List.copyOf(projects);
    }

    List<ProjectState> letBy(PortfolioFilter filter) {
        return projects.stream().filter(filter::lets).toList();
    }
}
