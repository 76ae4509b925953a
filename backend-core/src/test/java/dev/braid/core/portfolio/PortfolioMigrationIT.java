package dev.braid.core.portfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way from version 8 to the portfolio and back, on a database with sprints; what is in it stands in {@code sprints-at-version-8.sql}. */
class PortfolioMigrationIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String LATEST = "14";

    private static final String WORKSTREAMS = """
            SELECT concat_ws(' | ', project_key, project_name, jira_board_id, jira_board_name, priority, is_active)
            FROM project_workstreams ORDER BY 1
            """;
    private static final String ISSUES = """
            SELECT concat_ws(' ', issue_key, coalesce(w.project_key, '-'))
            FROM issues i LEFT JOIN project_workstreams w ON w.id = i.project_workstream_id ORDER BY i.jira_issue_id
            """;
    private static final String ASSOCIATIONS = """
            SELECT concat_ws(' ', s.name, w.project_key, association_type, 'expected', coalesce(expected_story_points::text, '-'),
                'actual', coalesce(actual_story_points::text, '-'))
            FROM project_sprint_associations a JOIN sprints s ON s.id = a.sprint_id JOIN project_workstreams w ON w.id = a.project_workstream_id
            ORDER BY s.id, w.project_key
            """;
    private static final String ANALYSES = """
            SELECT concat_ws(' | ', sprint_id, analysis_type, coalesce(project_key, '-'), coalesce(project_name, '-'),
                coalesce(project_backfilled::text, '-'), project_backfilled_at IS NOT NULL)
            FROM sprint_analyses ORDER BY id
            """;
    /** Of a project in a sprint: issues total/done/in progress/blocked, points, percent, velocity, bugs, critical, changes of scope. */
    private static final String METRICS = """
            SELECT concat_ws(' ', metrics_date, CASE WHEN is_final THEN 'final' ELSE 'day' END, unit,
                concat_ws('/', total_issues, completed_issues, in_progress_issues, blocked_issues),
                concat_ws('/', total_story_points, completed_story_points, in_progress_story_points),
                completion_percentage || '%%', coalesce(velocity::text, '-'), bug_count, critical_issues_count,
                concat_ws('/', scope_change_count, scope_added_points, scope_removed_points), to_char(captured_at AT TIME ZONE 'UTC', 'DD"T"HH24:MI'),
                coalesce(risk_score::text, '-'), coalesce(health_status, '-'))
            FROM project_sprint_metrics m JOIN project_workstreams w ON w.id = m.project_workstream_id
            WHERE m.sprint_id = %d AND w.project_key = '%s' ORDER BY metrics_date
            """;

    private static final List<String> STEPS = List.of(
            "braid_adopt_workstreams", "braid_adopt_associations", "braid_backfill_analyses", "braid_adopt_metrics");

    private static SprintDatabase populated;

    /** For whoever only looks. */
    private static SprintDatabase migrated;

    @BeforeAll
    static void sprints() {
        populated = SprintDatabase.populated();
        migrated = populated.copy();
        migrated.migrate(LATEST);
    }

    @Test
    void eachStepWritesWhatTheDryRunCounted() {
        SprintDatabase database = populated.copy();
        String before = database.rows("issues") + database.rows("sprint_analyses");
        Map<String, Long> announced = dryRun(database);

        assertThat(database.rows("issues") + database.rows("sprint_analyses")).isEqualTo(before);
        database.migrate("10");
        assertThat(announced)
                .containsEntry("1 project_workstreams", database.count("SELECT count(*) FROM project_workstreams"))
                .containsEntry(
                        "1 issues: their project", database.count("SELECT count(project_workstream_id) FROM issues"));
        database.migrate("11");
        assertThat(announced)
                .containsEntry(
                        "2 project_sprint_associations",
                        database.count("SELECT count(*) FROM project_sprint_associations"));
        database.migrate("12");
        assertThat(announced)
                .containsEntry(
                        "3 sprint_analyses: their project",
                        database.count("SELECT count(project_backfilled_at) FROM sprint_analyses"));
        database.migrate("13");
        assertThat(announced)
                .containsEntry(
                        "4 project_sprint_metrics", database.count("SELECT count(*) FROM project_sprint_metrics"))
                .containsEntry(
                        "4 project_sprint_associations: what was delivered",
                        database.count("SELECT count(actual_story_points) FROM project_sprint_associations"))
                .hasSize(6)
                .doesNotContainValue(0L);
    }

    @Test
    void anEmptyDatabaseGetsNothing() {
        SprintDatabase database = SprintDatabase.atVersion8();

        assertThat(dryRun(database).values()).hasSize(6).containsOnly(0L);
        database.migrate(LATEST);
        assertThat(database.lines(WORKSTREAMS)).isEmpty();
    }

    @Test
    void sprintsAndIssuesBecomeProjects() {
        assertThat(migrated.lines(WORKSTREAMS))
                .containsExactly(
                        "ALL | ALL | 10 | Monolith | medium | t",
                        "NEXT | Solo | 20 | Solo | medium | t",
                        "OPS | OPS | 10 | Monolith | medium | t",
                        "PAY | Payments | 10 | Monolith | medium | t",
                        "SOLO | Solo board | 20 | Solo | medium | t",
                        "VEL | History | 30 | History | medium | t",
                        "WEB | WEB | 10 | Monolith | medium | t");
        assertThat(migrated.lines(ISSUES))
                .containsExactly(
                        "MONO-1 PAY",
                        "MONO-2 PAY",
                        "MONO-3 WEB",
                        "MONO-4 OPS",
                        "MONO-5 ALL",
                        "MONO-6 -",
                        "MONO-7 PAY",
                        "MONO-8 PAY",
                        "ELSE-1 -",
                        "SOLO-1 SOLO",
                        "SOLO-2 SOLO",
                        "SOLO-3 SOLO");
        assertThat(migrated.lines(ASSOCIATIONS))
                .containsExactly(
                        "Mono 1 ALL primary expected 1.00 actual 0.00",
                        "Mono 1 OPS primary expected 21.00 actual 0.00",
                        "Mono 1 PAY primary expected 10.00 actual 5.00",
                        "Mono 1 WEB primary expected 0.00 actual 8.00",
                        "Mono 2 PAY primary expected 3.00 actual -",
                        "Solo 1 SOLO primary expected 0.00 actual 0.00",
                        "Solo 2 NEXT primary expected - actual -",
                        "Velocity 1 VEL primary expected 10.00 actual 9.00",
                        "Velocity 2 VEL primary expected 10.00 actual 4.00",
                        "Velocity 3 VEL primary expected - actual 3.00");
        assertThat(migrated.lines(ANALYSES))
                .containsExactly(
                        "1 | burndown | pay | Payments | - | f",
                        "1 | capacity | - | - | - | f",
                        "2 | capacity | PAY | given by hand | {project_key} | t",
                        "5 | velocity | VEL | History | {project_name} | t",
                        "6 | velocity | VEL | History | {project_key,project_name} | t",
                        "6 | velocity | VEL | History | {project_key,project_name} | t",
                        "7 | velocity | VEL | History | {project_key,project_name} | t",
                        "8 | velocity | LOST | - | - | f");
    }

    @Test
    void eachDayIsAsItsChangesLeftItInTheZoneOfTheBoard() {
        assertThat(metrics(migrated, 1, "PAY"))
                .containsExactly(
                        "2026-03-23 day story_points 3/0/0/0 10.00/0.00/0.00 0.00% - 0 0 0/0.00/0.00 23T23:00 - -",
                        "2026-03-24 day story_points 3/0/1/0 10.00/0.00/5.00 0.00% - 0 0 0/0.00/0.00 24T23:00 - -",
                        "2026-03-25 day story_points 3/0/1/0 10.00/0.00/5.00 0.00% - 0 0 0/0.00/0.00 25T23:00 - -",
                        "2026-03-26 day story_points 2/1/0/0 8.00/5.00/0.00 62.50% - 0 0 1/0.00/2.00 26T23:00 - -",
                        "2026-03-27 day story_points 2/1/0/0 8.00/5.00/0.00 62.50% - 0 0 1/0.00/2.00 27T23:00 - -",
                        "2026-03-28 day story_points 2/1/0/0 8.00/5.00/0.00 62.50% - 0 0 1/0.00/2.00 28T23:00 - -",
                        "2026-03-29 day story_points 2/1/0/0 8.00/5.00/0.00 62.50% - 0 0 1/0.00/2.00 29T22:00 - -",
                        "2026-03-30 day story_points 2/1/0/0 8.00/5.00/0.00 62.50% - 0 0 1/0.00/2.00 30T22:00 - -",
                        "2026-03-31 final story_points 2/1/0/0 8.00/5.00/0.00 62.50% 5.00 0 0 1/0.00/2.00 30T22:30 - -");
        assertThat(metrics(migrated, 1, "WEB"))
                .hasSize(9)
                .endsWith(
                        "2026-03-28 day issues 0/0/0/0 0.00/0.00/0.00 0.00% - 0 0 0/0.00/0.00 28T23:00 - -",
                        "2026-03-29 day story_points 1/0/0/0 2.00/0.00/0.00 0.00% - 0 0 1/2.00/0.00 29T22:00 - -",
                        "2026-03-30 day story_points 1/0/0/0 8.00/0.00/0.00 0.00% - 0 0 2/8.00/0.00 30T22:00 - -",
                        "2026-03-31 final story_points 1/1/0/0 8.00/8.00/0.00 100.00% 8.00 0 0 2/8.00/0.00 30T22:30 - -");
        assertThat(metrics(migrated, 1, "OPS"))
                .hasSize(9)
                .contains(
                        "2026-03-24 day story_points 1/0/0/0 21.00/0.00/0.00 0.00% - 0 0 0/0.00/0.00 24T23:00 - -",
                        "2026-03-31 final issues 0/0/0/0 0.00/0.00/0.00 0.00% 0.00 0 0 1/0.00/1.00 30T22:30 - -");
        assertThat(metrics(migrated, 1, "ALL"))
                .hasSize(9)
                .contains(
                        "2026-03-26 day story_points 1/0/1/0 1.00/0.00/1.00 0.00% - 1 1 0/0.00/0.00 26T23:00 - -",
                        "2026-03-31 final story_points 1/0/1/1 1.00/0.00/1.00 0.00% 0.00 1 1 0/0.00/0.00 30T22:30 - -");
        assertThat(metrics(migrated, 3, "SOLO"))
                .containsExactly(
                        "2026-05-04 day issues 2/0/0/0 0.00/0.00/0.00 0.00% - 0 0 0/0.00/0.00 05T00:00 - -",
                        "2026-05-05 day issues 3/1/0/0 0.00/0.00/0.00 33.33% - 0 0 1/1.00/0.00 06T00:00 - -",
                        "2026-05-06 final issues 3/1/0/0 0.00/0.00/0.00 33.33% 1.00 0 0 1/1.00/0.00 06T08:00 - -");
    }

    @Test
    void aRunningSprintHasItsDaysUntilToday() {
        List<String> days = metrics(migrated, 2, "PAY").stream()
                .map(line -> line.substring(0, line.indexOf('%')))
                .toList();

        assertThat(days).hasSizeGreaterThan(2).isEqualTo(migrated.lines("""
                        SELECT d::date || ' day story_points 1/0/0/0 3.00/0.00/0.00 0.00'
                        FROM sprints, flyway_schema_history h, generate_series(
                            (start_date AT TIME ZONE 'Europe/Berlin')::date,
                            (h.installed_on AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Berlin')::date, interval '1 day') d
                        WHERE id = 2 AND h.version = '13' ORDER BY d
                        """));
    }

    @Test
    void aSprintWithoutIssuesHasTheResultThatItsAnalysisSays() {
        assertThat(metrics(migrated, 5, "VEL"))
                .as("the day in New York, and more delivered than was in scope")
                .containsExactly(
                        "2026-01-18 final story_points 0/0/0/0 9.00/9.00/0.00 100.00% 9.00 0 0 0/4.00/6.00 19T04:59 - -");
        assertThat(metrics(migrated, 6, "VEL"))
                .containsExactly(
                        "2026-02-02 final story_points 0/0/0/0 10.00/4.00/0.00 40.00% 4.00 0 0 0/0.00/0.00 02T05:00 - -");
        assertThat(metrics(migrated, 7, "VEL"))
                .containsExactly(
                        "2026-02-16 final story_points 0/0/0/0 3.00/3.00/0.00 100.00% 3.00 0 0 0/0.00/0.00 16T05:00 - -");
        assertThat(migrated.count("SELECT count(*) FROM project_sprint_metrics WHERE sprint_id = 8"))
                .isZero();
    }

    @Test
    void everyStepAgainWritesNothing() {
        String then = "(SELECT max(captured_at) FROM project_sprint_metrics)";
        for (String boards : List.of("NULL", "'{10}'", "'{20}'", "'{20,30}'", "'{99}'")) {
            for (String step : STEPS) {
                assertThat(migrated.count("SELECT " + step + "(" + boards + ", " + then + ")"))
                        .as("%s of %s", step, boards)
                        .isZero();
            }
        }
    }

    @Test
    void goesBackToVersion8AndUpAgain() {
        SprintDatabase database = migrated.copy();
        List<String> tables = List.of(
                "meta_boards",
                "sprints",
                "issues",
                "issue_changes",
                "issue_links",
                "sprint_analyses",
                "users",
                "tasks");
        List<String> after = everything(database);
        List<String> schema = database.schema();

        database.run("/db/down/portfolio.sql");

        assertThat(database.schema()).isEqualTo(populated.schema());
        assertThat(rows(database, tables)).isEqualTo(rows(populated, tables));
        assertThat(database.lines("SELECT version FROM flyway_schema_history ORDER BY installed_rank"))
                .endsWith("8")
                .hasSize(8);
        database.migrate(LATEST);
        assertThat(database.schema()).isEqualTo(schema);
        assertThat(everything(database)).isEqualTo(after);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9", "9.1", "10", "11", "12", "13"})
    void goesBackFromWhereverItStopped(String version) {
        SprintDatabase database = populated.copy();
        database.migrate(version);

        database.run("/db/down/portfolio.sql");

        assertThat(database.schema()).isEqualTo(populated.schema());
        assertThat(database.rows("sprint_analyses")).isEqualTo(populated.rows("sprint_analyses"));
    }

    @Test
    void doesNotGoBackUnderneathLaterVersions() {
        SprintDatabase database = migrated.copy();
        database.jdbc().update("""
                        INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, installed_by, execution_time, success)
                        VALUES (99, '15', 'later', 'SQL', 'V15__later.sql', 'test', 1, true)
                        """);

        assertThatThrownBy(() -> database.run("/db/down/portfolio.sql"))
                .hasMessageContaining("schema: has versions 15 (expected: none after 14; take those back first)");
        assertThat(database.count("SELECT count(*) FROM project_workstreams")).isEqualTo(7);
    }

    @Test
    void indexesAreBuiltWhileOthersWrite() throws Exception {
        SprintDatabase database = populated.copy();
        database.migrate("13");

        CompletableFuture<Void> migration;
        try (Connection open = database.source().getConnection();
                Statement writing = open.createStatement()) {
            open.setAutoCommit(false);
            writing.executeUpdate("UPDATE issues SET status_name = 'Doing' WHERE jira_issue_id = 2");
            migration = CompletableFuture.runAsync(() -> database.migrate(LATEST));
            await().atMost(PATIENCE)
                    .until(() -> database.count("SELECT count(*) FROM pg_stat_progress_create_index"
                                    + " WHERE phase = 'waiting for writers before build'")
                            == 1);

            try (Connection other = database.source().getConnection();
                    Statement statement = other.createStatement()) {
                statement.execute("SET lock_timeout = '2s'");
                assertThat(statement.executeUpdate("UPDATE issues SET status_name = 'Review' WHERE jira_issue_id = 5"))
                        .isOne();
            }
            assertThat(migration).isNotDone();
            open.commit();
        }
        migration.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

        assertThat(database.count("SELECT count(*) FROM pg_index WHERE NOT indisvalid"))
                .isZero();
    }

    private static Map<String, Long> dryRun(SprintDatabase database) {
        Map<String, Long> counts = new LinkedHashMap<>();
        database.jdbc().query(SprintDatabase.text("/db/dry-run/portfolio.sql"), row -> {
            counts.put(row.getInt("step") + " " + row.getString("what"), row.getLong("rows"));
        });
        return counts;
    }

    private static List<String> metrics(SprintDatabase database, long sprint, String project) {
        return database.lines(METRICS.formatted(sprint, project));
    }

    private static List<String> everything(SprintDatabase database) {
        List<String> lines = new ArrayList<>();
        for (String select : List.of(WORKSTREAMS, ISSUES, ASSOCIATIONS, ANALYSES)) {
            lines.addAll(database.lines(select));
        }
        for (long sprint = 1; sprint <= 8; sprint++) {
            for (String project : List.of("ALL", "OPS", "PAY", "WEB", "SOLO", "VEL")) {
                // Of today, it matters when it was looked at.
                metrics(database, sprint, project).forEach(line -> lines.add(line.replaceAll(" ..T..:.. ", " ")));
            }
        }
        return lines;
    }

    private static Map<String, String> rows(SprintDatabase database, List<String> tables) {
        Map<String, String> rows = new LinkedHashMap<>();
        tables.forEach(table -> rows.put(table, database.rows(table)));
        return rows;
    }
}
