package dev.braid.core.portfolio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** That the steps of one board take no notice of the others' issues. */
class AdoptionPlansIT {

    private static final double SHARE = Double.parseDouble(System.getProperty("braid.load.share", "0.05"));

    /** At full size, with three changes each; {@code braid.load.share} of it runs with every build. */
    private static final int ALL_ISSUES = (int) (100_000 * SHARE);

    private static final int BOARDS = 10;
    private static final int SPRINTS = 20;

    private static SprintDatabase database;

    @BeforeAll
    static void manyIssues() {
        database = SprintDatabase.atVersion8();
        fill(database.jdbc());
        database.migrate("14");
        database.jdbc().execute("VACUUM (ANALYZE)");
    }

    @Test
    void oneBoardIsFoundByIndexesHoweverManyOthersThereAre() {
        SingleConnectionDataSource one = new SingleConnectionDataSource(database.jdbcUrl(), true);
        try {
            JdbcTemplate jdbc = new JdbcTemplate(one);
            for (String step : List.of(
                    "braid_adopt_workstreams",
                    "braid_adopt_associations",
                    "braid_backfill_analyses",
                    "braid_adopt_metrics")) {
                jdbc.execute("BEGIN");
                assertThat(jdbc.queryForObject("SELECT " + step + "('{4}')", Long.class))
                        .as(step)
                        .isZero();
                assertThat(jdbc.queryForObject(
                                "SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'issues'", Long.class))
                        .as(step)
                        .isZero();
                jdbc.execute("COMMIT");
            }
        } finally {
            one.destroy();
        }
    }

    /** Boards one after the other, as they were imported; issues move on through the sprints of theirs. */
    private static void fill(JdbcTemplate jdbc) {
        jdbc.update("""
                        INSERT INTO meta_boards (board_id, board_name, configuration_name, time_zone, created_at, updated_at)
                        SELECT n, 'Board ' || n, 'default', 'Europe/Berlin', now(), now() FROM generate_series(1, ?) n
                        """, BOARDS);
        jdbc.update("""
                        INSERT INTO sprints (jira_sprint_id, name, state, start_date, end_date, complete_date, board_id, created_at, updated_at)
                        SELECT b * 1000 + n, 'Sprint ' || n, CASE WHEN n = ? THEN 'active' ELSE 'closed' END,
                            starts, starts + interval '14 days', CASE WHEN n < ? THEN starts + interval '14 days' END, b, now(), now()
                        FROM generate_series(1, ?) b, generate_series(1, ?) n,
                            LATERAL (SELECT now() - interval '10 days' - (? - n) * interval '14 days' AS starts) s
                        """, SPRINTS, SPRINTS, BOARDS, SPRINTS, SPRINTS);
        jdbc.update("""
                        INSERT INTO issues (jira_issue_id, issue_key, project_key, sprint_id, issue_type, status_name, status_category,
                            story_points, created_at, updated_at)
                        SELECT n, 'B' || b || 'P' || n % 8 || '-' || n, 'B' || b || 'P' || n % 8,
                            (SELECT id FROM sprints WHERE jira_sprint_id = b * 1000 + 1 + n / 8 % ?), 'Story', 'any',
                            (ARRAY['new', 'indeterminate', 'done'])[1 + n % 3], n % 8, now() - interval '400 days', now()
                        FROM generate_series(1, ?) n, LATERAL (SELECT 1 + (n - 1) / (? / ?) AS b) board
                        """, SPRINTS, ALL_ISSUES, ALL_ISSUES, BOARDS);
        jdbc.update("""
                        INSERT INTO issue_changes (jira_issue_id, changed_at, field, from_value, to_value, jira_history_id)
                        SELECT i.jira_issue_id, s.start_date + (k * 3 + i.jira_issue_id % 3) * interval '1 day' + interval '5 hours',
                            (ARRAY['status', 'story_points', 'sprint'])[k], (ARRAY['new', '3', (i.sprint_id - 1)::text])[k],
                            (ARRAY[i.status_category, i.story_points::text, i.sprint_id::text])[k], i.jira_issue_id * 10 + k
                        FROM issues i JOIN sprints s ON s.id = i.sprint_id, generate_series(1, 3) k
                        """);
    }
}
