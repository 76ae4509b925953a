package dev.braid.core.portfolio;

import dev.braid.core.changes.Changes;
import dev.braid.core.sprint.SprintListener;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Whatever of the portfolio follows from sprints and issues, kept so: projects, which sprints they take part in, and what each day of a
 * sprint left of them. The rules stand in the functions of {@code V9_1__adopted_projects.sql}, and only there; the migrations use the same
 * ones. Whoever changes sprints does so one at a time, see {@link SprintListener}: what is computed here is of all that was changed.
 */
@Component
class AdoptedProjects implements SprintListener {

    /** In this order: a step builds on what the one before it made. Analyses are not among them: what they say is for imports to say. */
    private static final List<String> STEPS =
            List.of("braid_adopt_workstreams", "braid_adopt_associations", "braid_adopt_metrics");

    private final JdbcClient jdbc;
    private final Changes changes;
    private final Clock clock;

    AdoptedProjects(JdbcClient jdbc, Changes changes, Clock clock) {
        this.jdbc = jdbc;
        this.changes = changes;
        this.clock = clock;
    }

    @Override
    public void changed(Set<Long> boardIds) {
        if (boardIds.isEmpty()) {
            return;
        }
        adopt(boardIds.toArray(Long[]::new));
        // Also where no row here changed: the portfolio shows issues as they are.
        new TreeSet<>(boardIds).forEach(boardId -> changes.publish(PortfolioChange.of(boardId)));
    }

    private void adopt(Long[] boardIds) {
        Timestamp now = Timestamp.from(clock.instant());
        for (String step : STEPS) {
            jdbc.sql("SELECT " + step + "(:boards, :now)")
                    .param("boards", boardIds)
                    .param("now", now)
                    .query(Long.class)
                    .single();
        }
    }
}
