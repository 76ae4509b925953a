package dev.braid.core.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.contracts.TaskRequest;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.identity.TestCallers.Known;
import dev.braid.core.web.ApiException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Tasks and shares: made, found, changed, told and gone. */
class TasksIT extends TaskTestServer {

    @Autowired
    private TaskService tasks;

    private Known ada;
    private Known bob;

    @BeforeEach
    void twoUsers() {
        ada = somebody();
        bob = somebody();
    }

    @Test
    void aNewTaskIsItsMakers() {
        HttpResponse<String> made =
                ask(ada, "POST", "/api/tasks", "{\"title\":\"  Roll the futures\\n\",\"description\":\" now \"}");

        JsonNode task = json(made);
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(header(made, "Location")).isEqualTo("/api/tasks/" + task.at("/id"));
        assertThat(header(made, "Cache-Control")).isEqualTo("no-store");
        assertThat(task.at("/user_id").asString()).isEqualTo(ada.id());
        assertThat(task.at("/title").asString()).isEqualTo("Roll the futures");
        assertThat(task.at("/description").asString()).isEqualTo(" now ");
        assertThat(task.at("/completed").asBoolean()).isFalse();
        assertThat(task.at("/completed_at").isNull()).isTrue();
        assertThat(task.at("/team_id").isNull()).isTrue();
        assertThat(task.at("/updated_at")).isEqualTo(task.at("/created_at"));
        assertThat(task.at("/access").asString()).isEqualTo("owner");
        HttpResponse<String> shown = read(ada, header(made, "Location"));
        assertThat(json(shown)).isEqualTo(task);
        assertThat(header(shown, "Cache-Control")).isEqualTo("private, no-cache");
    }

    @Test
    void aTaskMayBeDoneFromTheStart() {
        JsonNode task = created(ada, "{\"title\":\"Done before\",\"completed\":true}");

        assertThat(task.at("/completed_at")).isEqualTo(task.at("/created_at"));
        assertThat(typesToldOf(task.at("/id").asLong())).containsExactly("task_created", "task_completed");
    }

    @Test
    void completionIsDatedOnceAndClearedByReopening() {
        long task = aTaskOf(ada);

        JsonNode done = json(patch(ada, task, "{\"completed\":true}"));
        assertThat(done.at("/completed_at").asString())
                .isEqualTo(done.at("/updated_at").asString());
        JsonNode edited = json(patch(ada, task, "{\"title\":\"Roll the bonds\",\"completed\":true}"));
        assertThat(edited.at("/completed_at")).isEqualTo(done.at("/completed_at"));
        assertThat(edited.at("/title").asString()).isEqualTo("Roll the bonds");
        JsonNode reopened = json(patch(ada, task, "{\"completed\":false}"));
        assertThat(reopened.at("/completed_at").isNull()).isTrue();
        JsonNode again = json(patch(ada, task, "{\"completed\":true,\"description\":\"twice\"}"));
        assertThat(again.at("/completed_at").isNull()).isFalse();
        assertThat(json(read(ada, path(task)))).isEqualTo(again);
        assertThat(typesToldOf(task))
                .containsExactly(
                        "task_created",
                        "task_completed",
                        "task_updated",
                        "task_reopened",
                        "task_completed",
                        "task_updated");
    }

    @Test
    void aChangeThatChangesNothingSaysNothing() {
        JsonNode task = created(ada, "{\"title\":\"Roll the futures\",\"description\":\"soon\"}");
        long id = task.at("/id").asLong();

        for (String nothing : List.of(
                "{}",
                "{\"title\":\" Roll the futures \"}",
                "{\"description\":\"soon\",\"completed\":false,\"team_id\":null}")) {
            assertThat(json(patch(ada, id, nothing))).isEqualTo(task);
        }
        assertThat(typesToldOf(id)).containsExactly("task_created");
    }

    @Test
    void nullClearsWhatMayBeAbsent() {
        UUID team = aTeamOf(ada);
        JsonNode task = created(ada, "{\"title\":\"a\",\"description\":\"b\",\"team_id\":\"" + team + "\"}");

        JsonNode cleared = json(patch(ada, task.at("/id").asLong(), "{\"description\":null,\"team_id\":null}"));

        assertThat(cleared.at("/description").isNull()).isTrue();
        assertThat(cleared.at("/team_id").isNull()).isTrue();
        assertThat(cleared.at("/title").asString()).isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    {}                                                   | title
                    {"title":null}                                       | title
                    {"title":""}                                         | title
                    {"title":" \\t\\n"}                                  | title
                    {"title":"\\u00a0\\u2003"}                           | title
                    {"title":1}                                          | title
                    {"title":"a\\u0000"}                                 | title
                    {"title":"\\udc00"}                                  | title
                    {"title":"a","description":"\\u0000"}                | description
                    {"title":"a","description":["b"]}                    | description
                    {"title":"a","completed":"yes"}                      | completed
                    {"title":"a","completed":1}                          | completed
                    {"title":"a","team_id":"1-1-1-1-1"}                  | team_id
                    {"title":"a","team_id":7}                            | team_id
                    {"title":"a","user_id":"somebody"}                   | user_id
                    {"title":"a","completed_at":"2026-01-01T00:00:00Z"}  | completed_at
                    []                                                   | body
                    "text"                                               | body
                    """)
    void whatIsNoTaskIsRefusedByName(String body, String field) {
        HttpResponse<String> reply = ask(ada, "POST", "/api/tasks", body);

        assertError(reply, 422, "VALIDATION");
        assertThat(json(reply).at("/error/details").propertyNames()).contains(field);
        if (!body.equals("{}")) {
            long task = aTaskOf(ada);
            HttpResponse<String> change = patch(ada, task, body);
            assertError(change, 422, "VALIDATION");
            assertThat(json(change).at("/error/details").propertyNames()).contains(field);
        }
    }

    @Test
    void everythingThatIsWrongIsNamedAtOnce() {
        HttpResponse<String> reply =
                patch(ada, aTaskOf(ada), "{\"title\":null,\"completed\":null,\"team_id\":\"x\",\"owner\":\"y\"}");

        assertError(reply, 422, "VALIDATION");
        assertThat(json(reply).at("/error/details").propertyNames())
                .containsExactlyInAnyOrder("title", "completed", "team_id", "owner");
    }

    @Test
    void lengthsAreCountedInCharacters() {
        String horse = "\uD83D\uDC0E";

        assertThat(created(ada, "{\"title\":\" " + horse.repeat(200) + " \"}")
                        .at("/title")
                        .asString())
                .isEqualTo(horse.repeat(200));
        assertError(ask(ada, "POST", "/api/tasks", "{\"title\":\"" + horse.repeat(201) + "\"}"), 422, "VALIDATION");
        assertThat(ask(ada, "POST", "/api/tasks", longDescription(1000)).statusCode())
                .isEqualTo(201);
        assertError(ask(ada, "POST", "/api/tasks", longDescription(1001)), 422, "VALIDATION");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "+1",
                "01",
                "1.0",
                "1e3",
                "abc",
                "%20",
                "9223372036854775807",
                "9223372036854775808",
                "999999999999999999999999999999999999",
                "%C2%B9"
            })
    void whatIsNoIdIsNoTask(String id) {
        String path = "/api/tasks/" + id;

        assertError(read(ada, path), 404, "TASK_NOT_FOUND");
        assertError(ask(ada, "PATCH", path, "{}"), 404, "TASK_NOT_FOUND");
        assertError(ask(ada, "DELETE", path, null), 404, "TASK_NOT_FOUND");
        assertError(read(ada, path + "/shares"), 404, "TASK_NOT_FOUND");
        assertError(ask(ada, "DELETE", path + "/shares/x", null), 404, "TASK_NOT_FOUND");
    }

    @Test
    void aListShowsEachTaskOnceBySource() {
        UUID team = aTeamOf(bob);
        join(team, ada, "viewer");
        long own = aTaskOf(ada);
        long shared = aTaskOf(bob);
        shared(bob, shared, ada, "edit");
        long ofTeam = aTaskOf(bob, team);
        long both = aTaskOf(bob, team);
        shared(bob, both, ada, "view");
        aTaskOf(bob);

        assertThat(listed("")).containsExactly(both, ofTeam, shared, own);
        assertThat(listed("?order=created_at")).containsExactly(own, shared, ofTeam, both);
        assertThat(listed("?scope=own")).containsExactly(own);
        assertThat(listed("?scope=shared")).containsExactly(both, shared);
        assertThat(listed("?scope=team")).containsExactly(both, ofTeam);
        assertThat(listed("?team_id=" + team)).containsExactly(both, ofTeam);
        assertThat(listed("?team_id=" + UUID.randomUUID())).isEmpty();
        patch(ada, shared, "{\"completed\":true}");
        assertThat(listed("?completed=true")).containsExactly(shared);
        assertThat(listed("?completed=false&scope=all")).containsExactly(both, ofTeam, own);
        JsonNode page = json(read(ada, "/api/tasks?limit=2&offset=1"));
        assertThat(page.at("/items/0/id").asLong()).isEqualTo(ofTeam);
        assertThat(page.at("/items/0/access").asString()).isEqualTo("view");
        assertThat(page.at("/items/1/access").asString()).isEqualTo("edit");
        assertThat(page.at("/items").size()).isEqualTo(2);
        assertThat(page.at("/total").asLong()).isEqualTo(4);
        JsonNode beyond = json(read(ada, "/api/tasks?offset=2000000000"));
        assertThat(beyond.at("/items").isEmpty()).isTrue();
        assertThat(beyond.at("/total").asLong()).isEqualTo(4);
    }

    @Test
    void aMachineFindsEverybodysAndHasNoneOfItsOwn() {
        long task = aTaskOf(ada);
        Known machine = machine();

        assertThat(json(read(machine, "/api/tasks?limit=1")).at("/items/0/id").asLong())
                .isEqualTo(task);
        assertThat(json(read(machine, "/api/tasks?scope=own")).at("/total").asLong())
                .isZero();
        assertError(ask(machine, "POST", "/api/tasks", "{\"title\":\"a\"}"), 403, "FORBIDDEN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "scope=mine",
                "scope=",
                "scope=ALL",
                "completed=1",
                "completed=TRUE",
                "team_id=1-1-1-1-1",
                "order=title",
                "limit=0",
                "limit=501",
                "offset=-1",
                "offset=2147483648",
                "user_id=x",
                "scope=own&scope=own"
            })
    void aQueryThatIsNotUnderstoodIsRefusedByName(String query) {
        HttpResponse<String> reply = read(ada, "/api/tasks?" + query);

        assertError(reply, 422, "VALIDATION");
        assertThat(json(reply).at("/error/details").propertyNames())
                .containsExactly(query.substring(0, query.indexOf('=')));
    }

    @Test
    void aShareIsMadeByIdOrByAddressAndOnlyOnce() {
        long task = aTaskOf(ada);
        String byAddress = "{\"email\":\"%s@USERS.invalid\",\"permission\":\"edit\"}".formatted(bob.id());

        HttpResponse<String> made = ask(ada, "POST", path(task) + "/shares", byAddress);

        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        JsonNode share = json(made);
        assertThat(share.at("/task_id").asLong()).isEqualTo(task);
        assertThat(share.at("/shared_with_user_id").asString()).isEqualTo(bob.id());
        assertThat(share.at("/shared_by_user_id").asString()).isEqualTo(ada.id());
        assertThat(share.at("/permission").asString()).isEqualTo("edit");
        assertThat(json(read(bob, path(task) + "/shares")).at("/items/0")).isEqualTo(share);
        assertError(share(ada, task, bob, "view"), 409, "CONFLICT");
        assertThat(typesToldOf(task)).containsExactly("task_created", "task_shared");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                                                  | permission
                    {"permission":"view"}                               | user_id
                    {"user_id":"a","email":"b@c","permission":"view"}   | user_id
                    {"user_id":"a","permission":"own"}                  | permission
                    {"user_id":"a","permission":null}                   | permission
                    {"user_id":7,"permission":"view"}                   | user_id
                    {"user_id":"","permission":"view"}                  | user_id
                    {"user_id":"\\u0000","permission":"view"}           | user_id
                    {"email":"\\ud800","permission":"view"}             | email
                    {"user_id":"a","permission":"view","note":"x"}      | note
                    []                                                  | body
                    """)
    void whatIsNoShareIsRefusedByName(String body, String field) {
        HttpResponse<String> reply = ask(ada, "POST", path(aTaskOf(ada)) + "/shares", body);

        assertError(reply, 422, "VALIDATION");
        assertThat(json(reply).at("/error/details").propertyNames()).contains(field);
    }

    @Test
    void nobodySharesWithThemselvesNorWithTheOwner() {
        UUID team = aTeamOf(bob);
        join(team, ada, "member");
        long task = aTaskOf(ada, team);

        assertError(share(ada, task, ada, "view"), 422, "VALIDATION");
        assertError(share(bob, task, bob, "view"), 422, "VALIDATION");
        HttpResponse<String> withOwner = share(bob, task, ada, "view");
        assertError(withOwner, 422, "VALIDATION");
        assertThat(json(withOwner).at("/error/details/user_id").asString()).contains("owner");
        HttpResponse<String> byAddress = ask(
                ada,
                "POST",
                path(task) + "/shares",
                "{\"email\":\"%s@users.invalid\",\"permission\":\"view\"}".formatted(ada.id()));
        assertThat(json(byAddress).at("/error/details").propertyNames()).containsExactly("email");
        assertThat(typesToldOf(task)).containsExactly("task_created");
    }

    @Test
    void nobodySharesWithNobody() {
        long task = aTaskOf(ada);

        for (String nobody : List.of("\"user_id\":\"nobody\"", "\"email\":\"nobody@example.com\"")) {
            assertError(
                    ask(ada, "POST", path(task) + "/shares", "{" + nobody + ",\"permission\":\"view\"}"),
                    404,
                    "USER_NOT_FOUND");
        }
        assertError(
                ask(bob, "POST", path(task) + "/shares", "{\"user_id\":\"nobody\",\"permission\":\"view\"}"),
                404,
                "TASK_NOT_FOUND");
    }

    @Test
    void aShareIsOfOneTask() {
        long task = aTaskOf(ada);
        String share = shared(ada, task, bob, "view");
        long other = aTaskOf(ada);

        for (String id : List.of(share, UUID.randomUUID().toString(), "none", "1-1-1-1-1")) {
            String path = path(other) + "/shares/" + id;
            assertError(ask(ada, "PATCH", path, "{\"permission\":\"edit\"}"), 404, "SHARE_NOT_FOUND");
            assertError(ask(ada, "DELETE", path, null), 404, "SHARE_NOT_FOUND");
        }
        assertThat(json(read(ada, path(task) + "/shares")).at("/total").asLong())
                .isEqualTo(1);
    }

    @Test
    void everyChangeIsToldToWhoeverMayReadItAndTagsWhoseNumbersChange() {
        UUID team = aTeamOf(bob);
        Known member = somebody();
        join(team, ada, "member");
        join(team, member, "viewer");
        Known friend = somebody();
        long task = aTaskOf(ada);

        assertTold(task, "task_created", ids(ada), tags(ada));
        patch(ada, task, "{\"team_id\":\"" + team + "\"}");
        assertTold(task, "task_updated", ids(ada, bob, member), tags(ada));
        String share = shared(bob, task, friend, "view");
        assertTold(task, "task_shared", ids(ada, bob, member, friend), tags(ada, bob, friend));
        assertThat(lastToldOf(task).data().at("/shared_with_user_id").asString())
                .isEqualTo(friend.id());
        assertThat(lastToldOf(task).data().at("/permission").asString()).isEqualTo("view");
        String path = path(task) + "/shares/" + share;
        ask(ada, "PATCH", path, "{\"permission\":\"edit\"}");
        assertTold(task, "task_shared", ids(ada, bob, member, friend), tags(ada, bob, friend));
        assertThat(lastToldOf(task).data().at("/permission").asString()).isEqualTo("edit");
        int before = toldOf(task).size();
        ask(ada, "PATCH", path, "{\"permission\":\"edit\"}");
        assertThat(toldOf(task)).hasSize(before);
        patch(friend, task, "{\"completed\":true}");
        assertTold(task, "task_completed", ids(ada, bob, member, friend), tags(ada));
        patch(ada, task, "{\"team_id\":null}");
        assertTold(task, "task_updated", ids(ada, bob, member, friend), tags(ada));
        ask(friend, "DELETE", path, null);
        assertTold(task, "task_unshared", ids(ada, friend), tags(ada, bob, friend));
        shared(ada, task, friend, "view");
        ask(ada, "DELETE", path(task), null);
        assertTold(task, "task_deleted", ids(ada, friend), tags(ada, friend));
        assertThat(toldOf(task)).allSatisfy(told -> {
            assertThat(told.data().at("/task_id").asLong()).isEqualTo(task);
            assertThat(told.data().at("/user_id").asString()).isEqualTo(ada.id());
            assertThat(told.data().toString()).doesNotContain("Roll the futures");
        });
    }

    @Test
    void whatGoesTakesItsSharesAlong() {
        long task = aTaskOf(ada);
        shared(ada, task, bob, "edit");

        assertThat(ask(ada, "DELETE", path(task), null).statusCode()).isEqualTo(204);

        assertError(read(bob, path(task)), 404, "TASK_NOT_FOUND");
        assertError(ask(ada, "DELETE", path(task), null), 404, "TASK_NOT_FOUND");
        assertThat(owner().sql("SELECT count(*) FROM task_shares WHERE task_id = ?")
                        .param(task)
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(json(read(bob, "/api/tasks")).at("/total").asLong()).isZero();
    }

    @Test
    void anAccountThatIsGoneMakesNothing() {
        Caller gone = Caller.onBehalfOf(UUID.randomUUID().toString());

        assertThatThrownBy(() ->
                        CurrentCaller.callAs(gone, () -> tasks.create(gone, new TaskRequest("a", null, null, null))))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("account: gone");
    }

    private static void assertTold(long task, String type, Set<String> audience, Set<String> tags) {
        Told last = lastToldOf(task);
        assertThat(last.type()).isEqualTo(type);
        assertThat(last.audience()).as("audience").isEqualTo(audience);
        assertThat(last.tags()).as("tags").isEqualTo(tags);
    }

    private List<Long> listed(String query) {
        JsonNode page = json(read(ada, "/api/tasks" + query));
        assertThat(page.at("/total").asInt()).isEqualTo(page.at("/items").size());
        return page.at("/items")
                .valueStream()
                .map(item -> item.at("/id").asLong())
                .toList();
    }

    private static String longDescription(int length) {
        return "{\"title\":\"a\",\"description\":\"" + "\uD83D\uDC0E".repeat(length) + "\"}";
    }
}
