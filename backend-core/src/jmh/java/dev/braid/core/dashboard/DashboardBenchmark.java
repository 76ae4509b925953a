package dev.braid.core.dashboard;

import dev.braid.contracts.TaskStatistics;
import dev.braid.core.access.CurrentCaller;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.mock.web.MockHttpServletRequest;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a dashboard costs a user with 10,000 tasks among 2,000,000: counted, under the policies and with all that the service does for a
 * statement, and remembered. The peer counts as the dashboard did that this one comes from, each number by a statement of its own,
 * tasks completed by when they were last updated; it has no policies to obey.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class DashboardBenchmark {

    private static final String MINE = "SELECT count(*) FROM peer_tasks WHERE user_id = :user";

    private static final List<String> STATISTICS_OF_THE_PEER = List.of(
            MINE,
            MINE + " AND NOT completed",
            MINE + " AND completed",
            "SELECT count(*) FROM task_shares WHERE shared_with_user_id = :user");

    private static final List<String> ACTIVITY_OF_THE_PEER = List.of(
            MINE + " AND created_at >= :today",
            MINE + " AND completed AND updated_at >= :today",
            MINE + " AND created_at >= :week",
            MINE + " AND completed AND updated_at >= :week",
            MINE,
            MINE + " AND completed");

    private final JsonMapper json = new JsonMapper();
    private Instant now = Instant.EPOCH;
    private Today today = Today.at(now, ZoneId.of("Europe/Berlin"));
    private TwoMillionTasks database;
    private SingleConnectionDataSource connection;
    private CountedTasks counted;
    private DashboardController controller;

    @Setup
    public void prepare() throws Exception {
        database = TwoMillionTasks.open();
        now = Instant.now();
        today = Today.at(now, today.zone());
        connection = new SingleConnectionDataSource(database.connectionOfTheOwner(), true);
        counted = new CountedTasks(database.asTheService());
        Clock clock = Clock.systemUTC();
        // Nobody asks for anybody's zone, since each request names one.
        controller =
                new DashboardController(new DashboardNumbers(counted, new RememberedNumbers(), null, clock), clock);
    }

    @TearDown
    public void end() throws Exception {
        connection.close();
        database.close();
    }

    @Benchmark
    public TaskStatistics statistics() {
        return CurrentCaller.callAs(TwoMillionTasks.BUSY, () -> counted.statistics(TwoMillionTasks.BUSY_USER));
    }

    @Benchmark
    public ActivityCounts activity() {
        return CurrentCaller.callAs(
                TwoMillionTasks.BUSY, () -> counted.activity(TwoMillionTasks.BUSY_USER, today, now));
    }

    /** On a connection that is at hand, and belongs to a superuser: neither fetched for each question, nor under policies. */
    @Benchmark
    public long statisticsOfThePeer() {
        return peer(STATISTICS_OF_THE_PEER);
    }

    @Benchmark
    public long activityOfThePeer() {
        return peer(ACTIVITY_OF_THE_PEER);
    }

    /** All but the way through the container: from the request to the bytes of the reply, counted anew every five seconds. */
    @Benchmark
    public byte[] statisticsRemembered() {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/api/dashboard/statistics");
        request.setParameter("tz", "Europe/Berlin");
        return CurrentCaller.callAs(
                TwoMillionTasks.BUSY,
                () -> json.writeValueAsBytes(
                        controller.statistics(TwoMillionTasks.BUSY, request).getBody()));
    }

    private long peer(List<String> statements) {
        JdbcClient jdbc = JdbcClient.create(connection);
        long sum = 0;
        for (String statement : statements) {
            sum += jdbc.sql(statement)
                    .param("user", TwoMillionTasks.BUSY_USER)
                    .param("today", Timestamp.from(today.start()))
                    .param("week", Timestamp.from(today.weekStart()))
                    .query(Long.class)
                    .single();
        }
        return sum;
    }
}
