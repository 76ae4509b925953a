package dev.braid.core.portfolio;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How a board of 50 projects is looked at among other boards, as the service's role. */
class PortfolioPlansIT {

    private static final double SHARE = Double.parseDouble(System.getProperty("braid.load.share", "0.05"));

    /** Of which the running sprint of the large one has 2,000 issues for each project at full size. */
    private static final int BOARDS = 30;

    private static final Set<String> OF_ISSUES = Set.of("issues", "issue_changes");

    private static final JsonMapper JSON = new JsonMapper();

    private static HikariDataSource service;
    private static SprintDatabase database;

    @BeforeAll
    static void manyBoards() throws SQLException {
        database = SprintDatabase.atVersion8();
        database.migrate("latest");
        ManyBoards.fill(database.source(), BOARDS, SHARE);
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(PortfolioPlansIT::everythingIsKnownToBeVisible);
        service = new HikariDataSource();
        service.setJdbcUrl(database.jdbcUrl());
        service.setConnectionInitSql("SET ROLE braid_app");
        service.setMaximumPoolSize(1);
    }

    private static boolean everythingIsKnownToBeVisible() {
        database.jdbc().execute("VACUUM (ANALYZE, INDEX_CLEANUP ON) issues, issue_changes");
        return database.jdbc().queryForObject("""
                        SELECT bool_and(relallvisible = relpages) FROM pg_class WHERE relname IN ('issues', 'issue_changes')
                        """, Boolean.class);
    }

    @AfterAll
    static void leaveNoConnection() {
        service.close();
    }

    static Stream<Arguments> statements() {
        return Stream.of("auto", "force_generic_plan")
                .flatMap(mode -> PortfolioStatements.ALL.entrySet().stream()
                        .map(named -> Arguments.of(named.getKey(), mode, named.getValue())));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("statements")
    void readsNoTableOfIssuesFromEndToEnd(String name, String mode, String statement) {
        JsonNode plan = planOf(mode, statement);

        assertThat(scans(plan)).as(plan.toPrettyString()).noneSatisfy(scan -> {
            assertThat(scan.get("Node Type").asString()).isEqualTo("Seq Scan");
            assertThat(OF_ISSUES).contains(scan.get("Relation Name").asString());
        });
    }

    /** A join that compares each with each is soon found by how many rows it looks at. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("statements")
    void looksAtNoMoreRowsThanThereAreChanges(String name, String mode, String statement) {
        JsonNode plan = planOf(mode, statement);

        double changes = database.count("SELECT count(*) FROM issue_changes");
        assertThat(nodes(plan))
                .as(plan.toPrettyString())
                .allSatisfy(node -> assertThat(node.get("Actual Rows").asDouble()
                                * node.get("Actual Loops").asDouble())
                        .isLessThan(changes));
    }

    @ParameterizedTest
    @MethodSource("counted")
    void countsFromTheIndexAlone(String name, String mode, String statement, String index) {
        JsonNode plan = planOf(mode, statement);

        assertThat(scans(plan)).as(plan.toPrettyString()).singleElement().satisfies(scan -> {
            assertThat(scan.get("Node Type").asString()).isEqualTo("Index Only Scan");
            assertThat(scan.get("Index Name").asString()).isEqualTo(index);
            assertThat(scan.get("Heap Fetches").asInt()).isZero();
        });
    }

    static Stream<Arguments> counted() {
        return Stream.of("auto", "force_generic_plan")
                .flatMap(mode -> Stream.of(
                        Arguments.of("counts", mode, CountedIssues.COUNTS, "issues_scope"),
                        Arguments.of("open work", mode, OpenWork.OPEN, "issues_open")));
    }

    private static JsonNode planOf(String mode, String statement) {
        JdbcClient jdbc = JdbcClient.create(service);
        return new TransactionTemplate(new DataSourceTransactionManager(service)).execute(status -> {
            jdbc.sql("SELECT set_config('plan_cache_mode', :mode, true)")
                    .param("mode", mode)
                    .query(String.class)
                    .single();
            String plan =
                    String.join("", PortfolioStatements.explained(jdbc, "ANALYZE, BUFFERS, FORMAT JSON", statement));
            return JSON.readTree(plan).get(0).get("Plan");
        });
    }

    /** Everything that read a table, if it was executed. */
    private static List<JsonNode> scans(JsonNode plan) {
        return nodes(plan).stream()
                .filter(node ->
                        node.has("Relation Name") && node.get("Actual Loops").asInt() > 0)
                .toList();
    }

    private static List<JsonNode> nodes(JsonNode plan) {
        List<JsonNode> nodes = new ArrayList<>(List.of(plan));
        plan.path("Plans").forEach(child -> nodes.addAll(nodes(child)));
        return nodes;
    }
}
