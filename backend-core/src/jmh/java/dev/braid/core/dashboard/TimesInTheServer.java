package dev.braid.core.dashboard;

import dev.braid.core.access.CurrentCaller;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How long the server itself takes for a user's numbers among {@link TwoMillionTasks}, by its own account, as the service's role and under
 * the user's policies; and the plans.
 */
final class TimesInTheServer {

    /** Until the driver has the statement prepared, and the pages are in memory. */
    private static final int WARM_UP = 50;

    private static final int TIMES = 500;

    private final JdbcClient jdbc;
    private final JsonMapper json = new JsonMapper();
    private final Instant now = Instant.now();
    private final Today today = Today.at(now, ZoneId.of("Europe/Berlin"));

    private TimesInTheServer(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public static void main(String[] arguments) throws Exception {
        try (TwoMillionTasks database = TwoMillionTasks.open()) {
            TimesInTheServer times = new TimesInTheServer(database.asTheService());
            CurrentCaller.runAs(TwoMillionTasks.BUSY, () -> {
                times.report("statistics", CountedTasks.STATISTICS);
                times.report("activity", CountedTasks.ACTIVITY);
            });
        }
    }

    private void report(String name, String statement) {
        double[] millis = new double[TIMES];
        for (int i = -WARM_UP; i < TIMES; i++) {
            double took = executionTime(statement);
            if (i >= 0) {
                millis[i] = took;
            }
        }
        Arrays.sort(millis);
        System.out.printf(
                "%n%s in the server, ms: least %.2f, median %.2f, 95 %% %.2f, 99 %% %.2f (%d times)%n%s%n",
                name,
                millis[0],
                millis[TIMES / 2],
                millis[TIMES * 95 / 100],
                millis[TIMES * 99 / 100],
                TIMES,
                explained("", statement));
    }

    private double executionTime(String statement) {
        JsonNode plan = json.readTree(explained(", TIMING OFF, FORMAT JSON", statement));
        return plan.get(0).get("Execution Time").asDouble();
    }

    private String explained(String options, String statement) {
        return String.join(
                "\n",
                jdbc.sql("EXPLAIN (ANALYZE, BUFFERS, COSTS OFF" + options + ") " + statement)
                        .param("user", TwoMillionTasks.BUSY_USER)
                        .param("today", Timestamp.from(today.start()))
                        .param("week", Timestamp.from(today.weekStart()))
                        .param("now", Timestamp.from(now))
                        .query(String.class)
                        .list());
    }
}
