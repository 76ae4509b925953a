package dev.braid.core.sprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.access.Permissions;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Sprints over HTTP: made, begun, closed, never back. */
class SprintsIT extends SprintTestServer {

    private static final String SPRINTS = "/api/v1/sprints";
    private static final String DATES = "\"start_date\":\"2026-01-05T08:00:00Z\",\"end_date\":\"2026-01-19T08:00:00Z\"";

    private long board;

    @BeforeEach
    void onABoard() {
        board = aBoard();
    }

    @Test
    void makesASprintThatIsStillToCome() {
        HttpResponse<String> reply =
                post("{\"name\":\" Sprint 7 \",\"board_id\":%d,\"goal\":\"Ship it\"}".formatted(board));

        JsonNode sprint = data(reply, 201);
        assertThat(header(reply, "Location"))
                .isEqualTo(SPRINTS + "/" + sprint.at("/id").asLong());
        assertThat(header(reply, "Cache-Control")).isEqualTo("no-store");
        assertThat(sprint.at("/name").asString()).isEqualTo("Sprint 7");
        assertThat(sprint.at("/state").asString()).isEqualTo("future");
        assertThat(sprint.at("/start_date").isNull()).isTrue();
        assertThat(sprint.at("/sync_status").asString()).isEqualTo("skipped");
        assertThat(sprint.at("/version").asInt()).isEqualTo(1);
        assertThat(read(SPRINTS + "/" + sprint.at("/id").asLong())).isEqualTo(sprint);
        assertThat(read(SPRINTS + "/by-name/Sprint%207?board_id=" + board)).isEqualTo(sprint);
    }

    @Test
    void beginsAndClosesASprintAndTellsOfEachOnce() {
        long id = made("");
        assertThat(heard.drain()).extracting(HeardBoards.Call::boardIds).containsExactly(Set.of(board));

        JsonNode begun = data(put(id, "{\"state\":\"active\",\"end_date\":\"2099-01-19T08:00:00Z\"}"), 200);
        JsonNode closed = data(put(id, "{\"state\":\"closed\"}"), 200);

        assertThat(Instant.parse(begun.at("/start_date").asString()))
                .isAfter(Instant.now().minus(1, ChronoUnit.MINUTES));
        assertThat(closed.at("/complete_date").isNull()).isFalse();
        assertThat(closed.at("/version").asInt()).isEqualTo(3);
        assertThat(typesTold()).containsExactly("sprint_created", "sprint_started", "sprint_closed");
        assertThat(told()).allSatisfy(told -> {
            assertThat(told.aggregate()).isEqualTo("sprint:" + id);
            assertThat(told.tags()).containsExactly("meta_board:" + board, "sprint:" + id);
            assertThat(told.data().at("/board_id").asLong()).isEqualTo(board);
        });
        assertThat(told().get(2).data().at("/state").asString()).isEqualTo("closed");
        assertThat(heard.drain()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"future, closed", "active, future", "closed, active", "closed, future"})
    void neverGoesBackNorLeapsAhead(String from, String to) {
        long id = in(from);
        forget();

        String message = assertError(put(id, "{\"state\":\"%s\"}".formatted(to)), 409, "CONFLICT")
                .at("/message")
                .asString();

        assertThat(message).contains("state: " + to);
        assertThat(told()).isEmpty();
        assertThat(heard.drain()).isEmpty();
    }

    @Test
    void whatChangesNothingIsToldToNobody() {
        long id = in("closed");
        JsonNode before = read(SPRINTS + "/" + id);
        forget();

        assertThat(data(put(id, "{\"state\":\"closed\",\"name\":\"Sprint\"}"), 200))
                .isEqualTo(before);

        assertThat(told()).isEmpty();
        assertThat(heard.drain()).isEmpty();
    }

    @Test
    void aSprintOfTheTrackerHasOnlyItsGoalHere() {
        long id = made("");
        owner().sql("UPDATE sprints SET jira_sprint_id = ?, sync_status = 'completed' WHERE id = ?")
                .params(anId(), id)
                .update();
        forget();

        assertThat(data(put(id, "{\"goal\":\"Ours\",\"name\":\"Sprint\"}"), 200)
                        .at("/goal")
                        .asString())
                .isEqualTo("Ours");
        assertThat(typesTold()).containsExactly("sprint_updated");
        assertError(put(id, "{\"goal\":\"Other\",\"name\":\"Other\"}"), 409, "CONFLICT");
        assertError(put(id, "{\"state\":\"active\"," + DATES + "}"), 409, "CONFLICT");
        assertError(ask(manager, "DELETE", SPRINTS + "/" + id, null), 409, "CONFLICT");
        assertThat(read(SPRINTS + "/" + id).at("/goal").asString()).isEqualTo("Ours");
    }

    @Test
    void deletesASprintThatWasMadeHere() {
        long id = made("");
        forget();

        HttpResponse<String> reply = ask(manager, "DELETE", SPRINTS + "/" + id, null);

        assertThat(reply.statusCode()).isEqualTo(204);
        assertError(ask(manager, "GET", SPRINTS + "/" + id, null), 404, "SPRINT_NOT_FOUND");
        assertThat(typesTold()).containsExactly("sprint_deleted");
        assertThat(heard.drain()).hasSize(1);
    }

    @Test
    void listsWhatTheFilterLetsThrough() {
        long future = made("");
        long active = in("active");
        long closed = in("closed");

        assertThat(idsOf("board_id=" + board)).containsExactly(future, active, closed);
        assertThat(idsOf("board_id=" + board + "&state=closed")).containsExactly(closed);
        assertThat(idsOf("active_only=true&board_id=" + board)).containsExactly(active);
        assertThat(idsOf("active_only=true&state=active&board_id=" + board)).containsExactly(active);
        JsonNode page = read(SPRINTS + "?board_id=" + board + "&limit=1&offset=1");
        assertThat(page.at("/total").asInt()).isEqualTo(3);
        assertThat(page.at("/limit").asInt()).isEqualTo(1);
        assertThat(page.at("/offset").asInt()).isEqualTo(1);
        assertThat(page.at("/items/0/id").asLong()).isEqualTo(active);
        assertThat(header(ask(manager, "GET", SPRINTS, null), "Cache-Control")).isEqualTo("private, no-cache");
        assertThat(idsOf("board_id=999999999999")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                             | name",
                "{}                                             | board_id",
                "{'name':' ','board_id':7}                      | name",
                "{'name':7,'board_id':7}                        | name",
                "{'name':'A','board_id':'7'}                    | board_id",
                "{'name':'A','board_id':0}                      | board_id",
                "{'name':'A','board_id':7,'state':'open'}       | state",
                "{'name':'A','board_id':7,'state':'active'}     | start_date",
                "{'name':'A','board_id':7,'start_date':'soon'}  | start_date",
                "{'name':'A','board_id':7,'start_date':'9999-01-01T00:00:00Z'} | start_date",
                "{'name':'A','board_id':7,'start_date':'2026-01-02T00:00:00Z','end_date':'2026-01-01T00:00:00Z'} | end_date",
                "{'name':'A','board_id':7,'complete_date':'2026-01-02T00:00:00Z'} | complete_date",
                "{'name':'A','board_id':7,'state':'closed','start_date':'2026-01-01T00:00:00Z','end_date':'2026-01-02T00:00:00Z'} | complete_date",
                "{'name':'A','board_id':7,'state':'closed','start_date':'2026-01-01T00:00:00Z','end_date':'2026-01-02T00:00:00Z','complete_date':'2098-01-01T00:00:00Z'} | complete_date",
                "{'name':'A','board_id':7,'jira_sprint_id':7}   | jira_sprint_id",
                "{'name':'A','board_id':7,'goal':['x']}         | goal",
                "[]                                             | body"
            })
    void namesWhatIsWrongWithANewSprint(String body, String field) {
        JsonNode error = assertError(post(body.replace('\'', '"')), 422, "VALIDATION");

        assertThat(error.at("/details").propertyNames()).contains(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'name':null}                                     | name",
                "{'state':null}                                    | state",
                "{'board_id':7}                                    | board_id",
                "{'start_date':null}                               | start_date",
                "{'complete_date':'2026-01-09T00:00:00Z'}          | complete_date",
                "{'end_date':'2026-01-01T00:00:00Z'}               | end_date",
                "{'state':'closed','complete_date':'2026-01-01T00:00:00Z'} | complete_date",
                "{'state':'closed','complete_date':'2098-01-01T00:00:00Z'} | complete_date"
            })
    void namesWhatIsWrongWithAChange(String body, String field) {
        JsonNode error = assertError(put(in("active"), body.replace('\'', '"')), 422, "VALIDATION");

        assertThat(error.at("/details").propertyNames()).contains(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "state=open                  | state",
                "state=active&state=closed   | state",
                "board_id=x                  | board_id",
                "board_id=0                  | board_id",
                "active_only=yes             | active_only",
                "active_only=true&state=closed | active_only",
                "limit=0                     | limit",
                "limit=501                   | limit",
                "offset=-1                   | offset",
                "sort=name                   | sort"
            })
    void namesWhatIsWrongWithAQuery(String query, String field) {
        JsonNode error = assertError(ask(manager, "GET", SPRINTS + "?" + query, null), 422, "VALIDATION");

        assertThat(error.at("/details").propertyNames()).containsExactly(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "none", "-1", "99999999999999999999", "123456789012345678", "%F0%9F%98%80"})
    void whatIsNoSprintIsNotFound(String id) {
        for (String path : List.of("", "/burndown", "/analyses", "/latest-analysis")) {
            assertError(ask(manager, "GET", SPRINTS + "/" + id + path, null), 404, "SPRINT_NOT_FOUND");
        }
        assertError(ask(manager, "PUT", SPRINTS + "/" + id, "{\"goal\":null}"), 404, "SPRINT_NOT_FOUND");
        assertError(ask(manager, "DELETE", SPRINTS + "/" + id, null), 404, "SPRINT_NOT_FOUND");
        assertError(ask(manager, "POST", SPRINTS + "/" + id + "/analyze?type=velocity", null), 404, "SPRINT_NOT_FOUND");
        assertError(ask(manager, "GET", SPRINTS + "/by-name/none" + id, null), 404, "SPRINT_NOT_FOUND");
    }

    @Test
    void aBoardThatIsNotInUseTakesNoSprint() {
        assertError(post("{\"name\":\"Sprint\",\"board_id\":%d}".formatted(anId())), 404, "BOARD_NOT_FOUND");
        owner().sql("UPDATE meta_boards SET is_active = false WHERE board_id = ?")
                .param(board)
                .update();
        assertError(post("{\"name\":\"Sprint\",\"board_id\":%d}".formatted(board)), 404, "BOARD_NOT_FOUND");
        assertThat(told()).isEmpty();
    }

    @Test
    void aMachineAndAMemberOnlyRead() {
        long id = made("");
        var machine = callers.service(Permissions.SPRINT_READ, Permissions.SPRINT_WRITE);
        var member = callers.user("member");

        assertThat(data(ask(machine, "GET", SPRINTS + "/" + id, null), 200)
                        .at("/id")
                        .asLong())
                .isEqualTo(id);
        assertThat(data(ask(member, "GET", SPRINTS + "/" + id, null), 200)
                        .at("/id")
                        .asLong())
                .isEqualTo(id);
        for (var reader : List.of(machine, member)) {
            assertError(ask(reader, "POST", SPRINTS, "{}"), 403, "FORBIDDEN");
            assertError(ask(reader, "PUT", SPRINTS + "/" + id, "{}"), 403, "FORBIDDEN");
            assertError(ask(reader, "DELETE", SPRINTS + "/" + id, null), 403, "FORBIDDEN");
            assertError(ask(reader, "POST", SPRINTS + "/" + id + "/analyze?type=velocity", null), 403, "FORBIDDEN");
        }
    }

    @Test
    void whoeverWritesWhileAnImportDoesComesBack() {
        long id = made("");

        HttpResponse<String> reply = whileWriting(() -> put(id, "{\"goal\":\"Ship it\"}"));

        assertError(reply, 503, "BUSY");
        assertThat(header(reply, "Retry-After")).isEqualTo("5");
    }

    private long made(String more) {
        return data(post("{\"name\":\"Sprint\",\"board_id\":%d%s}".formatted(board, more)), 201)
                .at("/id")
                .asLong();
    }

    private long in(String state) {
        String completed = state.equals("closed") ? ",\"complete_date\":\"2026-01-19T08:00:00Z\"" : "";
        String dates = state.equals("active") ? DATES.replace("-05T", "-06T") : DATES;
        return made(",\"state\":\"%s\",%s%s".formatted(state, dates, completed));
    }

    private List<Long> idsOf(String query) {
        return read(SPRINTS + "?" + query)
                .at("/items")
                .valueStream()
                .map(item -> item.at("/id").asLong())
                .toList();
    }

    private HttpResponse<String> post(String body) {
        return ask(manager, "POST", SPRINTS, body);
    }

    private HttpResponse<String> put(long id, String body) {
        return ask(manager, "PUT", SPRINTS + "/" + id, body);
    }
}
