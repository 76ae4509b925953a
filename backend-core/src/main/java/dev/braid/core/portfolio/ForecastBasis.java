package dev.braid.core.portfolio;

import dev.braid.core.sprint.MetaBoard;
import dev.braid.core.sprint.SprintState;
import dev.braid.core.sprint.StoredSprint;
import java.util.List;
import java.util.Optional;

/**
 * What forecasts start from.
 *
 * @param sprint that is looked at; empty in a what-if of a board none of whose sprints runs
 * @param fractionLeft of the first sprint to come
 * @param projects in the order of their keys
 */
record ForecastBasis(
        MetaBoard board,
        Optional<StoredSprint> sprint,
        SprintCalendar dates,
        double fractionLeft,
        List<ProjectState> projects) {

    /** Of a sprint that is over nothing is left; what remains then begins with a whole one. */
    static ForecastBasis of(PortfolioModel model) {
        boolean over = model.sprint().state() == SprintState.CLOSED;
        double fractionLeft = over ? 1 : model.clock().fractionLeft();
        return new ForecastBasis(
                model.board(), Optional.of(model.sprint()), model.dates(), fractionLeft, model.projects());
    }
}
