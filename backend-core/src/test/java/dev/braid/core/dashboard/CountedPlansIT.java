package dev.braid.core.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.CoreTestServer;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.identity.KnownUsers;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** How the numbers are counted among 50,000 tasks, as the service's role and under the policies of each user. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CountedPlansIT extends CoreTestServer {

    /** How many tasks the users have whose plans are looked at, among those of {@link #OTHERS}; all interleaved as if written over years. */
    private static final List<Integer> TASKS = List.of(250, 1_000, 10_000);

    private static final int ALL_TASKS = 50_000;
    private static final int OTHERS = 155;

    private static final Today TODAY = Today.at(Instant.parse("2026-11-20T12:00:00Z"), ZoneId.of("Europe/Berlin"));

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DataSource dataSource;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private KnownUsers users;

    @BeforeAll
    void fiftyThousandTasks() {
        TASKS.forEach(many -> anAccountOf(userWith(many)));
        IntStream.range(0, OTHERS).forEach(other -> anAccountOf("plan-other-" + other));
        owner().sql("""
                        INSERT INTO tasks (user_id, title, completed, completed_at, created_at, updated_at)
                        SELECT 'plan-' || CASE WHEN n % 5 = 0 THEN '10000' WHEN n % 50 = 1 THEN '1000' WHEN n % 200 = 2 THEN '250'
                            ELSE 'other-' || n % :others END,
                            'task ' || n, n % 3 = 0, CASE WHEN n % 3 = 0 THEN at + interval '1 hour' END, at, at
                        FROM generate_series(1, :all) n,
                            LATERAL (SELECT timestamptz '2026-11-20T12:00:00Z' - interval '3 years' * (:all - n) / :all) AS aged (at)
                        ORDER BY n
                        """).param("others", OTHERS).param("all", ALL_TASKS).update();
        owner().sql("""
                        INSERT INTO task_shares (id, task_id, shared_with_user_id, shared_by_user_id, permission, shared_at)
                        SELECT gen_random_uuid(), t.id, u.id, t.user_id, CASE t.id % 2 WHEN 0 THEN 'view' ELSE 'edit' END, now()
                        FROM tasks t, users u
                        WHERE t.user_id LIKE 'plan-%' AND t.id % 50 = 3 AND u.id LIKE 'plan-%0' AND t.user_id <> u.id
                        ORDER BY random()
                        """).update();
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(CountedPlansIT::everythingIsKnownToBeVisible);
    }

    /** Which a vacuum sees to as soon as nobody, a vacuum of the server's own for one, looks at the tables as they were before. */
    private static boolean everythingIsKnownToBeVisible() {
        owner().sql("VACUUM (ANALYZE, INDEX_CLEANUP ON) tasks, task_shares").update();
        return owner().sql(
                        "SELECT bool_and(relallvisible = relpages) FROM pg_class WHERE relname IN ('tasks', 'task_shares')")
                .query(Boolean.class)
                .single();
    }

    @AfterAll
    void leaveNothing() {
        owner().sql("DELETE FROM users WHERE id LIKE 'plan-%'").update();
    }

    static Stream<Arguments> questions() {
        return TASKS.stream()
                .flatMap(many -> Stream.of("auto", "force_generic_plan")
                        .flatMap(mode -> Stream.of(
                                Arguments.of(
                                        many,
                                        mode,
                                        CountedTasks.STATISTICS,
                                        Set.of("tasks_user_created", "task_shares_with")),
                                Arguments.of(many, mode, CountedTasks.ACTIVITY, Set.of("tasks_user_created")),
                                Arguments.of(many, mode, CountedTasks.BREAKDOWN, Set.of("tasks_user_created")),
                                Arguments.of(many, mode, CountedTasks.SHARED, Set.of("task_shares_with")))));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void isCountedFromTheIndexAlone(int many, String mode, String statement, Set<String> indexes) {
        JsonNode plan = planOf(userWith(many), mode, statement);

        List<JsonNode> scans = new ArrayList<>();
        collectScans(plan, scans);
        assertThat(scans)
                .as(plan.toPrettyString())
                .allSatisfy(scan -> assertThat(scan.get("Node Type").asString()).isEqualTo("Index Only Scan"));
        assertThat(scans.stream().map(scan -> scan.get("Index Name").asString()))
                .as(plan.toPrettyString())
                .containsExactlyInAnyOrderElementsOf(indexes);
    }

    @Test
    void isCountedByOneStatementEach() {
        CountingDataSource counting = new CountingDataSource(dataSource);
        CountedTasks tasks = new CountedTasks(JdbcClient.create(counting));
        String user = userWith(250);

        CurrentCaller.runAs(Caller.onBehalfOf(user), () -> {
            tasks.statistics(user);
            tasks.activity(user, TODAY, TODAY.start());
            tasks.breakdown(user);
            tasks.shared(user);
        });

        assertThat(counting.statements).hasSize(4).doesNotHaveDuplicates();
    }

    @Test
    void isCountedOnceHoweverManyTabsPoll() throws Exception {
        CountingDataSource counting = new CountingDataSource(dataSource);
        DashboardNumbers numbers = new DashboardNumbers(
                new CountedTasks(JdbcClient.create(counting)),
                new RememberedNumbers(() -> 0),
                users,
                Clock.systemUTC());
        String user = userWith(10_000);
        ExecutorService tabs = Executors.newFixedThreadPool(16);
        List<Future<?>> polls = new ArrayList<>();
        for (int poll = 0; poll < 200; poll++) {
            polls.add(tabs.submit(() -> CurrentCaller.runAs(Caller.onBehalfOf(user), () -> {
                numbers.statistics(user, TODAY);
                numbers.activity(user, TODAY);
                numbers.breakdown(user, TODAY);
                numbers.shared(user, TODAY);
            })));
        }
        for (Future<?> poll : polls) {
            poll.get();
        }
        tabs.shutdown();

        assertThat(counting.statements).hasSize(4).doesNotHaveDuplicates();
    }

    private JsonNode planOf(String user, String mode, String statement) {
        return CurrentCaller.callAs(
                Caller.onBehalfOf(user),
                () -> transaction.execute(status -> {
                    jdbc.sql("SELECT set_config('plan_cache_mode', :mode, true)")
                            .param("mode", mode)
                            .query(String.class)
                            .single();
                    String plan = jdbc.sql("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + statement)
                            .param("user", user)
                            .param("today", Timestamp.from(TODAY.start()))
                            .param("week", Timestamp.from(TODAY.weekStart()))
                            .param("now", Timestamp.from(TODAY.start()))
                            .query(String.class)
                            .single();
                    return JSON.readTree(plan).get(0).get("Plan");
                }));
    }

    /** Everything that read a table. What is in the plan for rows of other people was never executed. */
    private static void collectScans(JsonNode node, List<JsonNode> scans) {
        if (node.has("Relation Name") && node.get("Actual Loops").asInt() > 0) {
            scans.add(node);
        }
        node.path("Plans").forEach(child -> collectScans(child, scans));
    }

    private static String userWith(int many) {
        return "plan-" + many;
    }

    /** Notes what is asked on its connections, but for who asks. */
    private static final class CountingDataSource extends DelegatingDataSource {

        private final List<String> statements = Collections.synchronizedList(new ArrayList<>());

        private CountingDataSource(DataSource counted) {
            super(counted);
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            return (Connection) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        if (method.getName().startsWith("prepare")
                                || method.getName().equals("createStatement")) {
                            statements.add(arguments == null ? "" : String.valueOf(arguments[0]));
                        }
                        try {
                            return method.invoke(connection, arguments);
                        } catch (InvocationTargetException failed) {
                            throw failed.getCause();
                        }
                    });
        }
    }
}
