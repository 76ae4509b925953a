package dev.braid.core.portfolio;

import dev.braid.core.forecast.BayesianBootstrap;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
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

    /** A value as SQL has it. */
    private record Value(String type, String text) {

        private String literal() {
            return "'" + text + "'::" + type;
        }
    }

    /** What all of them together take. */
    private static Map<String, Value> values() {
        Instant now = Instant.now();
        Map<String, Value> values = new LinkedHashMap<>();
        values.put("board", new Value("bigint", Long.toString(ManyBoards.LARGE)));
        values.put("sprint", new Value("bigint", Long.toString(ManyBoards.RUNNING_OF_LARGE)));
        values.put("blocked", new Value("text[]", "{" + ManyBoards.BLOCKED_STATUS + "}"));
        values.put(
                "from", new Value("timestamptz", now.minus(Duration.ofDays(7)).toString()));
        values.put("to", new Value("timestamptz", now.toString()));
        values.put("before", new Value("timestamptz", now.toString()));
        values.put("most", new Value("integer", Integer.toString(BayesianBootstrap.LONGEST_HISTORY)));
        values.put("sprints", new Value("bigint[]", array(List.of(ManyBoards.closedSprints()))));
        values.put(
                "days",
                new Value("date[]", array(Collections.nCopies(ManyBoards.closedSprints().length, "2999-12-31"))));
        values.put("workstreams", new Value("bigint[]", array(List.of(ManyBoards.workstreams()))));
        return values;
    }

    private static String array(List<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }

    /**
     * Plans as a statement has them that was asked often: unlike one that is explained with parameters, it may be planned for any board.
     *
     * @return lines of the plan
     */
    static List<String> explained(JdbcClient oneConnection, String options, String statement) {
        Map<String, Value> values = values();
        String numbered = statement;
        int number = 0;
        for (String name : values.keySet()) {
            number++;
            numbered = numbered.replaceAll("(?<!:):" + name + "\\b", Matcher.quoteReplacement("$" + number));
        }
        oneConnection.sql("DEALLOCATE ALL").update();
        oneConnection
                .sql("PREPARE asked (" + joined(values, Value::type) + ") AS " + numbered)
                .update();
        return oneConnection
                .sql("EXPLAIN (" + options + ") EXECUTE asked (" + joined(values, Value::literal) + ")")
                .query(String.class)
                .list();
    }

    private static String joined(Map<String, Value> values, Function<Value, String> part) {
        return values.values().stream().map(part).collect(Collectors.joining(", "));
    }
}
