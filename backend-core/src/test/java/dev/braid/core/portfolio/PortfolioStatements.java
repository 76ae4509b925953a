package dev.braid.core.portfolio;

import dev.braid.core.forecast.BayesianBootstrap;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the service asks of the large one of {@link ManyBoards}. */
final class PortfolioStatements {

    /** By a name for reports, in the order that a portfolio asks in. */
    static final Map<String, String> ALL = all();

    private PortfolioStatements() {}

    private static Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("projects", CountedIssues.PROJECTS);
        all.put("blocked by links", CountedIssues.BLOCKED_BY_LINKS);
        all.put("counts", CountedIssues.COUNTS);
        all.put("scope changes", CountedIssues.SCOPE_CHANGES);
        all.put("allocations", CountedIssues.ALLOCATIONS);
        all.put("last sync", CountedIssues.LAST_SYNC);
        all.put("history", DeliveredSprints.HISTORY);
        all.put("finished", DeliveredSprints.FINISHED);
        all.put("results", DeliveredSprints.RESULTS);
        all.put("open work", OpenWork.OPEN);
        all.put("assigned", AssignedWork.ASSIGNED);
        all.put("allocated", AssignedWork.ALLOCATED);
        return all;
    }

    /** With what all of them together take. */
    static JdbcClient.StatementSpec bound(JdbcClient.StatementSpec statement) {
        Instant now = Instant.now();
        return statement
                .param("board", ManyBoards.LARGE)
                .param("sprint", ManyBoards.RUNNING_OF_LARGE)
                .param("blocked", new String[] {ManyBoards.BLOCKED_STATUS})
                .param("from", Timestamp.from(now.minus(Duration.ofDays(7))))
                .param("to", Timestamp.from(now))
                .param("before", Timestamp.from(now))
                .param("most", BayesianBootstrap.LONGEST_HISTORY)
                .param("sprints", ManyBoards.closedSprints())
                .param(
                        "days",
                        Collections.nCopies(ManyBoards.closedSprints().length, "2999-12-31")
                                .toArray(String[]::new))
                .param("workstreams", ManyBoards.workstreams());
    }
}
