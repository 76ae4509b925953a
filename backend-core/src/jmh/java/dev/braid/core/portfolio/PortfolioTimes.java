package dev.braid.core.portfolio;

import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerStarter;
import dev.braid.core.BackendCore;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.forecast.NaiveResampling;
import dev.braid.core.portfolio.ProjectForecaster.Work;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * What a board of 50 projects with 2,000 issues each in the running sprint costs a client of the whole service, among the others of
 * {@link StoredBoards}, and the snapshots of all of them; beside peers, and with the plans. The kinds of requests take turns, so that
 * whatever else the machine does is borne by all: not JMH, which measures one after the other.
 */
final class PortfolioTimes {

    private static final int WARM_UP = Integer.getInteger("rounds.warm-up", 30);
    private static final int ROUNDS = Integer.getInteger("rounds", 60);

    private static final int SNAPSHOT_ROUNDS = 3;

    private static final String COLD = "portfolio, cold";
    private static final String COUNTED = "peer of the portfolio: 251 statements";
    private static final String COUNTED_AT_ONCE = "the same numbers, and more, by one statement";
    private static final String FORECASTS = "forecasts on one thread, model at hand";
    private static final String RESAMPLED = "peer of the forecasts: resampled on one thread";

    /** As the original asked its tracker: each number of each project by itself. Spared what waits for something else. */
    private static final List<String> OF_EACH_PROJECT = List.of(
            "SELECT count(*)",
            "SELECT count(*)",
            "SELECT count(*)",
            "SELECT count(*)",
            "SELECT coalesce(sum(story_points), 0)");

    private static final List<String> CONDITIONS = List.of(
            "true",
            "status_category = 'done'",
            "status_category = 'indeterminate'",
            "status_category <> 'done' AND (flagged OR lower(status_name) = 'waiting')",
            "true");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ConfigurableApplicationContext service;
    private final StoredBoards boards;
    private final Map<String, List<Double>> millis = new LinkedHashMap<>();
    private final ForkJoinPool oneThread = new ForkJoinPool(1);

    private PortfolioTimes(ConfigurableApplicationContext service, StoredBoards boards) {
        this.service = service;
        this.boards = boards;
    }

    public static void main(String... arguments) throws Exception {
        try (StoredBoards boards = StoredBoards.open();
                ConfigurableApplicationContext service = service(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--braid.bind=127.0.0.1",
                        "--braid.db.url=" + boards.url(),
                        "--braid.data.dir=target/bench-data",
                        "--braid.auth=off",
                        "--braid.demo=false",
                        "--braid.warm-up=0s",
                        "--logging.level.root=warn")) {
            PortfolioTimes times = new PortfolioTimes(service, boards);
            System.out.printf(Locale.ROOT, "load %.1f%n", load());
            times.measure();
            times.report();
            System.out.printf(Locale.ROOT, "load %.1f%n", load());
            times.explain();
        }
    }

    private static ConfigurableApplicationContext service(String... settings) {
        SpringApplication application = new SpringApplication(BackendCore.class);
        application.addInitializers(context -> {
            context.getBeanFactory().registerSingleton("nothingOfTests", new NothingOfTests());
            // Nor snapshots by the clock while the rest is measured.
            DbSchedulerStarter never = () -> {};
            context.getBeanFactory().registerSingleton("never", never);
        });
        return application.run(settings);
    }

    /** The service as it is: beans of tests lie on the same class path. */
    private static final class NothingOfTests extends TypeExcludeFilter {

        @Override
        public boolean match(MetadataReader read, MetadataReaderFactory factory) throws IOException {
            return read.getResource().getURL().getPath().contains("/test-classes/");
        }
    }

    private void measure() throws Exception {
        try (SingleConnectionDataSource connection =
                new SingleConnectionDataSource(boards.url(), "postgres", "", true)) {
            JdbcClient peer = JdbcClient.create(connection);
            for (int round = -WARM_UP; round < ROUNDS; round++) {
                if (round == 0) {
                    millis.clear();
                }
                timed(COLD, () -> get("project-portfolio?include_cached=false"));
                timed("portfolio, cached", () -> get("project-portfolio"));
                timed(COUNTED, () -> countOneByOne(peer));
                timed(COUNTED_AT_ONCE, () -> countAtOnce(peer));
                String unknown = "?min_completion_percentage=0.0000" + (100 + round);
                timed("health after the portfolio", () -> get("health-summary" + unknown));
                timed("allocation after the portfolio", () -> get("resource-allocation" + unknown));
                if (round % 5 == 0) {
                    forecasts(round);
                }
            }
        }
        for (int round = -1; round < SNAPSHOT_ROUNDS; round++) {
            snapshots(round < 0 ? "snapshots of 100 boards, the first time" : "snapshots of 100 boards");
        }
    }

    private void forecasts(long seed) {
        PortfolioService portfolios = service.getBean(PortfolioService.class);
        ForecastQuestion usual = ForecastQuestion.USUAL;
        ForecastQuestion unknown = new ForecastQuestion(
                usual.confidenceThreshold(),
                usual.scope(),
                usual.simulations(),
                OptionalLong.of(seed),
                usual.targetDate(),
                usual.remaining());
        timed("forecasts after the portfolio", () -> get("project-forecasts?seed=" + (1_000_000 + seed)));
        timed("forecasts, cold", () -> get("project-forecasts?include_cached=false"));
        onOneThread(FORECASTS, () -> portfolios.forecasts(ManyBoards.LARGE, PortfolioFilter.EVERYTHING, unknown));
        ForecastBasis basis = asSystem(() -> ForecastBasis.of(
                portfolios.modelNow(service.getBean(BoardSprints.class).find(ManyBoards.LARGE, OptionalLong.empty()))));
        List<Work> work = asSystem(() -> portfolios.work(basis, PortfolioFilter.EVERYTHING, unknown));
        onOneThread(
                RESAMPLED,
                () -> work.forEach(project -> NaiveResampling.sprints(
                        project.state().history().samples(), project.remaining(), project.seed())));
    }

    private void snapshots(String kind) {
        boards.owner()
                .sql(
                        "DELETE FROM project_sprint_metrics WHERE NOT is_final AND risk_score IS NOT NULL AND sprint_id % 100 = :running")
                .param("running", ManyBoards.CLOSED + 1)
                .update();
        boards.owner()
                .sql("DELETE FROM forecast_log WHERE as_of = current_date")
                .update();
        timed(kind, () -> {
            int taken = asSystem(() -> service.getBean(DailySnapshots.class).takeDue());
            if (taken != StoredBoards.BOARDS) {
                throw new IllegalStateException("snapshots: " + taken + " (expected: " + StoredBoards.BOARDS + ")");
            }
        });
    }

    private static long countOneByOne(JdbcClient jdbc) {
        double sum = 0;
        List<Long> projects = jdbc.sql(
                        "SELECT project_workstream_id FROM project_sprint_associations WHERE sprint_id = ?")
                .param(ManyBoards.RUNNING_OF_LARGE)
                .query(Long.class)
                .list();
        for (long project : projects) {
            for (int number = 0; number < OF_EACH_PROJECT.size(); number++) {
                sum += jdbc.sql(OF_EACH_PROJECT.get(number)
                                + " FROM issues WHERE sprint_id = ? AND project_workstream_id = ? AND deleted_at IS NULL"
                                + " AND NOT is_subtask AND " + CONDITIONS.get(number))
                        .params(ManyBoards.RUNNING_OF_LARGE, project)
                        .query(Double.class)
                        .single();
            }
        }
        return Math.round(sum);
    }

    private static void countAtOnce(JdbcClient jdbc) {
        jdbc.sql(CountedIssues.COUNTS)
                .param("sprint", ManyBoards.RUNNING_OF_LARGE)
                .param("blocked", new String[] {ManyBoards.BLOCKED_STATUS})
                .query()
                .listOfRows();
    }

    private void get(String section) {
        URI target = URI.create("http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port")
                + "/api/v1/meta-boards/" + ManyBoards.LARGE + "/" + section);
        try {
            HttpResponse<byte[]> reply =
                    client.send(HttpRequest.newBuilder(target).build(), BodyHandlers.ofByteArray());
            if (reply.statusCode() != 200) {
                throw new IllegalStateException(target + ": " + reply.statusCode() + " " + new String(reply.body()));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** What is parallel otherwise is not in a pool of one. */
    private void onOneThread(String kind, Runnable work) {
        timed(
                kind,
                () -> oneThread
                        .submit(() -> CurrentCaller.runAs(Caller.SYSTEM, () -> notingProcessorTime(kind, work)))
                        .join());
    }

    private void notingProcessorTime(String kind, Runnable work) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long started = threads.getCurrentThreadCpuTime();
        work.run();
        note(kind + ", processor time", threads.getCurrentThreadCpuTime() - started);
    }

    private static <T> T asSystem(Supplier<T> work) {
        return CurrentCaller.callAs(Caller.SYSTEM, work::get);
    }

    private void timed(String kind, Runnable work) {
        long started = System.nanoTime();
        work.run();
        note(kind, System.nanoTime() - started);
    }

    private synchronized void note(String kind, long nanos) {
        millis.computeIfAbsent(kind, absent -> new ArrayList<>()).add(nanos / 1e6);
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private void report() {
        System.out.printf("%n| ms | times | least | p50 | p95 | p99 |%n|---|---|---|---|---|---|%n");
        millis.forEach((kind, times) -> System.out.printf(
                Locale.ROOT,
                "| %s | %d | %.1f | %.1f | %.1f | %.1f |%n",
                kind,
                times.size(),
                Collections.min(times),
                quantile(kind, 0.5),
                quantile(kind, 0.95),
                quantile(kind, 0.99)));
        System.out.printf(
                Locale.ROOT,
                "p50 to the peer's: portfolio %.2f, its counts %.2f, forecasts %.2f%n",
                quantile(COLD, 0.5) / quantile(COUNTED, 0.5),
                quantile(COUNTED_AT_ONCE, 0.5) / quantile(COUNTED, 0.5),
                quantile(FORECASTS, 0.5) / quantile(RESAMPLED, 0.5));
    }

    private double quantile(String kind, double share) {
        List<Double> sorted = new ArrayList<>(millis.get(kind));
        Collections.sort(sorted);
        return sorted.get((int) Math.min(sorted.size() - 1L, (long) Math.ceil(share * sorted.size()) - 1));
    }

    private void explain() {
        try (SingleConnectionDataSource connection =
                new SingleConnectionDataSource(boards.url(), "postgres", "", true)) {
            JdbcClient jdbc = JdbcClient.create(connection);
            jdbc.sql("SET ROLE braid_app").update();
            PortfolioStatements.ALL.forEach((name, statement) -> {
                List<String> plan = List.of();
                for (int time = 0; time < 3; time++) {
                    plan = PortfolioStatements.explained(jdbc, "ANALYZE, BUFFERS, COSTS OFF", statement);
                }
                System.out.printf("%n%s%n%s%n", name, String.join("\n", plan));
            });
        }
    }
}
