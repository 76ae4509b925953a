package dev.braid.core.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.CoreTestServer;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.dashboard.TaskQuery.Scope;
import dev.braid.core.web.Paging;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** How a page of a user's tasks is found among those of everybody, as the service's role and under the policies. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TaskPlansIT extends CoreTestServer {

    private static final double SHARE = Double.parseDouble(System.getProperty("braid.load.share", "0.05"));

    /** At full size; {@code braid.load.share} of it runs with every build. */
    private static final int ALL_TASKS = 1_000_000;

    /** The user's own; a tenth as many are shared with them, and as many of their team's. */
    private static final int OWN_TASKS = 10_000;

    private static final int OTHERS = 200;
    private static final String USER = "pages-user";
    private static final UUID TEAM = UUID.randomUUID();

    @Autowired
    private JdbcClient jdbc;

    @BeforeAll
    void manyTasks() {
        anAccountOf(USER);
        owner().sql("""
                        INSERT INTO users (id, email, created_at, updated_at)
                        SELECT 'pages-' || n, 'pages-' || n || '@users.invalid', now(), now() FROM generate_series(0, :others - 1) n
                        UNION ALL VALUES ('pages-other', 'pages-other@users.invalid', now(), now())
                        """).param("others", OTHERS).update();
        owner().sql(
                        "INSERT INTO teams (id, name, owner_id, created_at, updated_at) VALUES (?, 'pages', 'pages-0', now(), now())")
                .param(TEAM)
                .update();
        owner().sql(
                        "INSERT INTO team_members (id, team_id, user_id, role, joined_at) VALUES (gen_random_uuid(), ?, ?, 'viewer', now())")
                .params(TEAM, USER)
                .update();
        int all = (int) (ALL_TASKS * SHARE);
        int step = Math.max(2, all / OWN_TASKS);
        owner().sql("""
                        INSERT INTO tasks (user_id, team_id, title, completed, completed_at, created_at, updated_at)
                        SELECT 'pages-' || CASE WHEN n % :step = 0 THEN 'user' ELSE (n % :others)::text END,
                            CASE WHEN n % (10 * :step) = 1 THEN :team::uuid END,
                            'task ' || n, n % 3 = 0, CASE WHEN n % 3 = 0 THEN now() END, now() - n * interval '1 minute', now()
                        FROM generate_series(1, :all) n
                        """)
                .param("step", step)
                .param("others", OTHERS)
                .param("team", TEAM)
                .param("all", all)
                .update();
        owner().sql("""
                        INSERT INTO task_shares (id, task_id, shared_with_user_id, shared_by_user_id, permission, shared_at)
                        SELECT gen_random_uuid(), id, CASE n % 20 WHEN 3 THEN :user ELSE 'pages-other' END, user_id, 'edit', now()
                        FROM tasks, LATERAL (SELECT split_part(title, ' ', 2)::int / :step) AS made (n)
                        WHERE user_id LIKE 'pages-%' AND user_id <> :user AND split_part(title, ' ', 2)::int % :step = 1
                        """).param("user", USER).param("step", step).update();
        owner().sql("VACUUM (ANALYZE) tasks, task_shares, team_members, teams").update();
    }

    @AfterAll
    void leaveNothing() {
        owner().sql("DELETE FROM users WHERE id LIKE 'pages-%'").update();
    }

    @ParameterizedTest
    @EnumSource
    void aPageIsFoundByIndexesHoweverManyTasksOthersHave(Scope scope) {
        Caller caller = Caller.onBehalfOf(USER);
        TaskQuery query = new TaskQuery(scope, null, null, true, new Paging(20, 0));

        JsonNode explained = CurrentCaller.callAs(
                caller,
                () -> JSON.readTree(jdbc.sql("EXPLAIN (ANALYZE, FORMAT JSON) " + TaskStore.listing(caller, query))
                                .param("caller", USER)
                                .param("machine", false)
                                .param("teamId", null)
                                .param("limit", 20)
                                .param("offset", 0)
                                .query(String.class)
                                .single())
                        .get(0));

        List<String> scans = new ArrayList<>();
        collectScans(explained.get("Plan"), scans);
        assertThat(scans)
                .as("%s", explained.toPrettyString())
                .isNotEmpty()
                .noneMatch(scan -> scan.equals("Seq Scan on tasks") || scan.equals("Seq Scan on task_shares"));
        assertThat(scans).anyMatch(scan -> scan.endsWith(" on tasks"));
        System.out.printf(
                "page of %s among %,.0f tasks: %s ms%n", scope, ALL_TASKS * SHARE, explained.get("Execution Time"));
    }

    /** Everything that read a table; what is in the plan for rows that are not there was never executed. */
    private static void collectScans(JsonNode node, List<String> scans) {
        if (node.has("Relation Name") && node.get("Actual Loops").asInt() > 0) {
            scans.add(node.get("Node Type").asString() + " on "
                    + node.get("Relation Name").asString());
        }
        node.path("Plans").forEach(child -> collectScans(child, scans));
    }
}
