package dev.braid.core.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.access.CurrentCaller;
import dev.braid.core.identity.TestCallers.Known;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who may do what with a task: everything for its owner, less for its team and for whom it is shared with, and for others it is not there. */
class TaskRulesIT extends TaskTestServer {

    @Autowired
    private JdbcClient jdbc;

    private UUID team;
    private long task;
    private String shareOfViewer;
    private Known viewer;
    private Map<String, Known> everybody;

    @BeforeEach
    void aTaskOfATeamThatIsSharedAsWell() {
        Known owner = somebody();
        Known teamOwner = somebody();
        Known teamAdmin = somebody();
        Known teamMember = somebody();
        Known teamViewer = somebody();
        Known editor = somebody();
        viewer = somebody();
        team = aTeamOf(teamOwner);
        join(team, owner, "member");
        join(team, teamAdmin, "admin");
        join(team, teamMember, "member");
        join(team, teamViewer, "viewer");
        task = aTaskOf(owner, team);
        shared(owner, task, editor, "edit");
        shareOfViewer = shared(owner, task, viewer, "view");
        everybody = Map.of(
                "owner", owner,
                "team owner", teamOwner,
                "team admin", teamAdmin,
                "team member", teamMember,
                "team viewer", teamViewer,
                "share edit", editor,
                "share view", viewer,
                "stranger", somebody(),
                "machine", machine());
    }

    // Nobody at all is 401 at every handler: EveryHandlerIT.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    owner       | owner  | 200 | 200 | 200 | 201 | 200 | 204 | 204
                    team owner  | manage | 200 | 200 | 403 | 201 | 200 | 204 | 204
                    team admin  | manage | 200 | 200 | 403 | 201 | 200 | 204 | 204
                    team member | edit   | 200 | 200 | 403 | 403 | 403 | 403 | 403
                    team viewer | view   | 200 | 403 | 403 | 403 | 403 | 403 | 403
                    share edit  | edit   | 200 | 200 | 403 | 403 | 403 | 403 | 403
                    share view  | view   | 200 | 403 | 403 | 403 | 403 | 204 | 403
                    stranger    | -      | 404 | 404 | 404 | 404 | 404 | 404 | 404
                    machine     | view   | 200 | 403 | 403 | 403 | 403 | 403 | 403
                    """)
    void everybodyMayDoWhatTheyAreTo(
            String who, String access, int read, int change, int move, int share, int permit, int unshare, int delete) {
        Known caller = everybody.get(who);
        String shares = path(task) + "/shares";
        String grant = "{\"user_id\":\"" + somebody().id() + "\",\"permission\":\"view\"}";

        HttpResponse<String> seen = read(caller, path(task));
        assertThat(seen.statusCode()).isEqualTo(read);
        if (read == 200) {
            assertThat(json(seen).at("/access").asString()).isEqualTo(access);
        }
        assertThat(read(caller, shares).statusCode()).isEqualTo(read);
        assertThat(listed(caller)).isEqualTo(read == 200);
        String otherShare = who.equals("share view") ? "none" : shareOfViewer;
        int others = who.equals("share view") ? 403 : unshare;
        assertThat(patch(caller, task, "{\"title\":\"Roll the bonds\"}").statusCode())
                .isEqualTo(change);
        assertThat(patch(caller, task, "{\"completed\":true}").statusCode()).isEqualTo(change);
        assertThat(patch(caller, task, "{\"team_id\":null}").statusCode()).isEqualTo(move);
        if (move == 200) {
            patch(caller, task, "{\"team_id\":\"" + team + "\"}");
        }
        assertThat(ask(caller, "POST", shares, grant).statusCode()).isEqualTo(share);
        assertThat(ask(caller, "PATCH", shares + "/" + shareOfViewer, "{\"permission\":\"edit\"}")
                        .statusCode())
                .isEqualTo(permit);
        assertThat(ask(caller, "DELETE", shares + "/" + otherShare, null).statusCode())
                .isEqualTo(others);
        if (!who.equals("share view")) {
            assertThat(ask(caller, "DELETE", path(task), null).statusCode()).isEqualTo(delete);
            return;
        }
        assertThat(ask(caller, "DELETE", path(task), null).statusCode()).isEqualTo(delete);
        assertThat(ask(caller, "DELETE", shares + "/" + shareOfViewer, null).statusCode())
                .isEqualTo(unshare);
        assertError(read(caller, path(task)), 404, "TASK_NOT_FOUND");
    }

    /** The policies decide the same without the service's rules. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    owner       | 1 | 3 | 1 | 2 | 1
                    team owner  | 1 | 3 | 1 | 2 | 1
                    team admin  | 1 | 3 | 1 | 2 | 1
                    team member | 1 | 0 | 1 | 0 | 0
                    team viewer | 1 | 0 | 0 | 0 | 0
                    share edit  | 1 | 1 | 1 | 1 | 0
                    share view  | 1 | 1 | 0 | 1 | 0
                    stranger    | 0 | 0 | 0 | 0 | 0
                    machine     | 1 | 3 | 0 | 0 | 0
                    """)
    void theDatabaseDecidesTheSame(String who, int seen, int shares, int changed, int unshared, int deleted) {
        shared(everybody.get("owner"), task, somebody(), "view");

        CurrentCaller.runAs(everybody.get(who).caller(), () -> {
            assertThat(count("SELECT count(*) FROM tasks WHERE id = ?")).isEqualTo(seen);
            assertThat(count("SELECT count(*) FROM task_shares WHERE task_id = ?"))
                    .isEqualTo(shares);
            assertThat(written("UPDATE tasks SET title = 'Roll the bonds' WHERE id = ?"))
                    .isEqualTo(changed);
            assertThat(written("DELETE FROM task_shares WHERE task_id = ? AND shared_with_user_id <> '"
                            + (who.equals("owner") || who.startsWith("team") ? viewer.id() : "") + "'"))
                    .isEqualTo(unshared);
            assertThat(written("DELETE FROM tasks WHERE id = ?")).isEqualTo(deleted);
        });
    }

    @Test
    void whoIsNeitherOwnerNorManagerSeesTheirOwnShareOnly() {
        assertThat(shareIds(viewer)).containsExactly(shareOfViewer);
        assertThat(shareIds(everybody.get("team member"))).isEmpty();
        assertThat(shareIds(everybody.get("owner"))).hasSize(2).contains(shareOfViewer);
        assertThat(shareIds(everybody.get("machine"))).hasSize(2);
    }

    @Test
    void theHigherOfTwoRightsCounts() {
        Known teamViewer = everybody.get("team viewer");
        Known teamMember = everybody.get("team member");
        shared(everybody.get("owner"), task, teamViewer, "edit");
        shared(everybody.get("owner"), task, teamMember, "view");

        assertThat(patch(teamViewer, task, "{\"description\":\"by a viewer\"}").statusCode())
                .isEqualTo(200);
        assertThat(patch(teamMember, task, "{\"description\":\"by a member\"}").statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatIsTakenAwayIsNotThereAnyMore() {
        ask(everybody.get("owner"), "DELETE", path(task) + "/shares/" + shareOfViewer, null);
        owner().sql("DELETE FROM team_members WHERE user_id = ?")
                .param(everybody.get("team admin").id())
                .update();

        assertError(read(viewer, path(task)), 404, "TASK_NOT_FOUND");
        assertError(ask(everybody.get("team admin"), "DELETE", path(task), null), 404, "TASK_NOT_FOUND");
    }

    @Test
    void onlyWhoMayAddToATeamMovesTheirTaskThere() {
        Known owner = everybody.get("owner");
        UUID foreign = aTeamOf(somebody());
        UUID watched = aTeamOf(somebody());
        join(watched, owner, "viewer");

        for (String target : new String[] {foreign.toString(), UUID.randomUUID().toString()}) {
            assertError(patch(owner, task, "{\"team_id\":\"" + target + "\"}"), 404, "TEAM_NOT_FOUND");
            assertError(
                    ask(owner, "POST", "/api/tasks", "{\"title\":\"x\",\"team_id\":\"" + target + "\"}"),
                    404,
                    "TEAM_NOT_FOUND");
        }
        assertError(patch(owner, task, "{\"team_id\":\"" + watched + "\"}"), 403, "FORBIDDEN");
        assertError(
                ask(owner, "POST", "/api/tasks", "{\"title\":\"x\",\"team_id\":\"" + watched + "\"}"),
                403,
                "FORBIDDEN");
        assertThat(json(read(owner, path(task))).at("/team_id").asString()).isEqualTo(team.toString());
    }

    @Test
    void aTeamThatIsAlreadyTheTasksOwnIsNoMove() {
        assertThat(patch(everybody.get("team member"), task, "{\"team_id\":\"" + team + "\"}")
                        .statusCode())
                .isEqualTo(200);
    }

    private boolean listed(Known caller) {
        return json(read(caller, "/api/tasks?limit=500"))
                .at("/items")
                .valueStream()
                .anyMatch(item -> item.at("/id").asLong() == task);
    }

    private List<String> shareIds(Known caller) {
        return json(read(caller, path(task) + "/shares"))
                .at("/items")
                .valueStream()
                .map(share -> share.at("/id").asString())
                .toList();
    }

    private long count(String sql) {
        return jdbc.sql(sql).param(task).query(Long.class).single();
    }

    private int written(String sql) {
        return jdbc.sql(sql).param(task).update();
    }
}
