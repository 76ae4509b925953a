package dev.braid.core.sprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.access.Permissions;
import java.net.http.HttpResponse;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** How boards are configured over HTTP, and what they are found to be. */
class BoardsIT extends SprintTestServer {

    private static final String CONFIGURATIONS = "/api/v1/sprints/meta-boards/configurations";

    @Autowired
    private MetaBoards boards;

    private long board;

    @BeforeEach
    void anIdOfABoard() {
        board = anId();
    }

    @Test
    void configuresABoard() {
        HttpResponse<String> reply = post("""
                {"board_id":%d,"board_name":"Weavers","configuration_name":"All looms","description":"Who weave",
                 "project_mappings":[{"project_key":"pay","match":"component","value":"Payments"}],
                 "blocked_statuses":["On Hold","on hold","Waiting"],"time_zone":"Europe/Berlin","working_days":15,
                 "aggregation_rules":{"weights":{"PAY":2.5}}}
                """);

        JsonNode made = data(reply, 201);
        assertThat(header(reply, "Location")).isEqualTo(CONFIGURATIONS + "/" + board);
        assertThat(header(reply, "ETag")).isEqualTo("\"1\"");
        assertThat(made.at("/is_active").asBoolean()).isTrue();
        assertThat(made.at("/project_mappings/0/project_key").asString()).isEqualTo("PAY");
        assertThat(made.at("/blocked_statuses").toString()).isEqualTo("[\"on hold\",\"waiting\"]");
        assertThat(made.at("/aggregation_rules/weights/PAY").asDouble()).isEqualTo(2.5);
        assertThat(made.at("/validation_rules")).isEmpty();
        assertThat(made.at("/created_by").asString()).isEqualTo(manager.id());
        assertThat(read(path())).isEqualTo(made);
        assertThat(boards.active(board).orElseThrow().calendar().workingDays()).isEqualTo(15);
        assertThat(typesTold()).containsExactly("meta_board_updated");
        assertThat(told().get(0).tags()).containsExactly("meta_board:" + board);
        assertThat(heard.drain()).extracting(HeardBoards.Call::boardIds).containsExactly(Set.of(board));
    }

    @Test
    void aBoardIsConfiguredOnce() {
        configured();

        assertError(post("{\"board_id\":%d,\"board_name\":\"A\",\"configuration_name\":\"B\"}"), 409, "CONFLICT");
    }

    @Test
    void changesWhatIsSaidOfTheVersionThatIsKnown() {
        configured();

        HttpResponse<String> reply = put("{\"working_days\":127,\"description\":null}", "\"1\"");

        JsonNode changed = data(reply, 200);
        assertThat(header(reply, "ETag")).isEqualTo("\"2\"");
        assertThat(changed.at("/working_days").asInt()).isEqualTo(127);
        assertThat(changed.at("/description").isNull()).isTrue();
        assertThat(changed.at("/board_name").asString()).isEqualTo("Weavers");
        assertThat(changed.at("/last_modified_by").asString()).isEqualTo(manager.id());
        assertThat(typesTold()).containsExactly("meta_board_updated");
        assertError(put("{\"working_days\":1}", "\"1\""), 412, "PRECONDITION_FAILED");
        assertError(put("{\"working_days\":1}", null), 428, "PRECONDITION_REQUIRED");
        assertError(put("{\"working_days\":1}", "W/\"2\""), 422, "VALIDATION");
        assertThat(data(put("{\"working_days\":1}", "*"), 200).at("/version").asInt())
                .isEqualTo(3);
    }

    @Test
    void whatChangesNothingKeepsTheVersion() {
        configured();

        HttpResponse<String> reply = put("{\"board_name\":\"Weavers\",\"blocked_statuses\":[]}", "\"1\"");

        assertThat(header(reply, "ETag")).isEqualTo("\"1\"");
        assertThat(told()).isEmpty();
        assertThat(heard.drain()).isEmpty();
    }

    @Test
    void aBoardIsTakenOutOfUseAndPutBack() {
        configured();

        assertError(ask(manager, "DELETE", path(), null), 428, "PRECONDITION_REQUIRED");
        assertThat(ask(manager, "DELETE", path(), null, "If-Match", "\"1\"").statusCode())
                .isEqualTo(204);

        assertThat(boards.active(board)).isEmpty();
        assertThat(read(path()).at("/is_active").asBoolean()).isFalse();
        assertError(post("{\"board_id\":%d,\"board_name\":\"A\",\"configuration_name\":\"B\"}"), 409, "CONFLICT");
        assertThat(data(put("{\"is_active\":true}", "\"2\""), 200)
                        .at("/is_active")
                        .asBoolean())
                .isTrue();
        assertThat(typesTold()).containsExactly("meta_board_updated", "meta_board_updated");
    }

    @Test
    void whoeverKnowsTheVersionNeedNotHaveItAgain() {
        configured();

        assertThat(ask(manager, "GET", path(), null, "If-None-Match", "\"1\"").statusCode())
                .isEqualTo(304);
    }

    @Test
    void listsByBoardAndName() {
        configured();
        put("{\"configuration_name\":\"Looms of %d\"}".formatted(board), "\"1\"");

        assertThat(read(CONFIGURATIONS + "?board_id=" + board).at("/total").asInt())
                .isEqualTo(1);
        assertThat(read(CONFIGURATIONS + "?name=looms%20OF%20" + board)
                        .at("/items/0/board_id")
                        .asLong())
                .isEqualTo(board);
        assertThat(read(CONFIGURATIONS + "?name=none%25&board_id=" + board).at("/items"))
                .isEmpty();
        assertThat(read(CONFIGURATIONS + "?limit=1&offset=0").at("/items")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                        | board_id",
                "{'board_id':1000000000}                   | board_id",
                "{'board_name':''}                         | board_name",
                "{'configuration_name':7}                  | configuration_name",
                "{'time_zone':'Mars/Olympus'}              | time_zone",
                "{'time_zone':'+02:00'}                    | time_zone",
                "{'working_days':0}                        | working_days",
                "{'working_days':128}                      | working_days",
                "{'working_days':'31'}                     | working_days",
                "{'blocked_statuses':'On Hold'}            | blocked_statuses",
                "{'blocked_statuses':['']}                 | blocked_statuses[0]",
                "{'blocked_statuses':['a','\\u0000']}      | blocked_statuses[1]",
                "{'project_mappings':{}}                   | project_mappings",
                "{'project_mappings':[7]}                  | project_mappings[0]",
                "{'project_mappings':[{'match':'name'}]}   | project_mappings[0].match",
                "{'project_mappings':[{'match':'key'}]}    | project_mappings[0].project_key",
                "{'project_mappings':[{'colour':'red'}]}   | project_mappings[0].colour",
                "{'aggregation_rules':[]}                  | aggregation_rules",
                "{'aggregation_rules':{'a':['\\u0000']}}   | aggregation_rules",
                "{'validation_rules':{'a':1e999}}          | validation_rules",
                "{'is_active':1}                           | is_active",
                "{'colour':'red'}                          | colour"
            })
    void namesWhatIsWrongWithAConfiguration(String body, String field) {
        String json = body.replace('\'', '"');

        assertThat(assertError(ask(manager, "POST", CONFIGURATIONS, json), 422, "VALIDATION")
                        .at("/details")
                        .propertyNames())
                .contains(field);
        assertThat(told()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"board_name\":null}",
                "{\"working_days\":null}",
                "{\"board_id\":7}",
                "{\"time_zone\":\"Nowhere\"}",
                "{\"project_mappings\":[{\"project_key\":\"A\",\"match\":\"key\",\"value\":\" \"}]}"
            })
    void namesWhatIsWrongWithAChange(String body) {
        configured();

        assertError(put(body, "\"1\""), 422, "VALIDATION");
    }

    @ParameterizedTest
    @CsvSource({"board_id=x", "limit=501", "name=", "name=%00", "sort=name", "name=a&name=b"})
    void namesWhatIsWrongWithAQuery(String query) {
        assertError(ask(manager, "GET", CONFIGURATIONS + "?" + query, null), 422, "VALIDATION");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "none", "999999998"})
    void whatIsNoBoardIsNotFound(String id) {
        String path = CONFIGURATIONS + "/" + id;
        assertError(ask(manager, "GET", path, null), 404, "BOARD_NOT_FOUND");
        assertError(ask(manager, "PUT", path, "{\"working_days\":1}", "If-Match", "\"1\""), 404, "BOARD_NOT_FOUND");
        assertError(ask(manager, "DELETE", path, null, "If-Match", "\"1\""), 404, "BOARD_NOT_FOUND");
        assertError(detect(id), 404, "BOARD_NOT_FOUND");
    }

    @Test
    void detectsWhatABoardIsByItsIssues() {
        configured();
        long sprint = aSprint();
        assertThat(data(detect(Long.toString(board)), 200)
                        .at("/meta_board_type")
                        .isNull())
                .isTrue();
        assertThat(told()).isEmpty();

        issues(sprint, "PAY", 4);
        JsonNode single = data(detect(Long.toString(board)), 200);
        assertThat(single.at("/meta_board_type").asString()).isEqualTo("single_project");
        // It was that before, but nobody had counted.
        assertThat(single.at("/sprints_updated").asInt()).isEqualTo(1);
        issues(sprint, "OPS", 1);
        assertThat(typeOf()).isEqualTo("multi_project");
        forget();
        assertThat(typeOf()).isEqualTo("multi_project");
        assertThat(told()).isEmpty();
        assertThat(heard.drain()).isEmpty();
        issues(sprint, "OPS", 1);
        JsonNode meta = data(detect(Long.toString(board)), 200);
        assertThat(meta.at("/meta_board_type").asString()).isEqualTo("meta_board");
        assertThat(meta.at("/issues").asInt()).isEqualTo(6);
        assertThat(meta.at("/sprints").asInt()).isEqualTo(1);
        assertThat(meta.at("/projects/0").toString()).isEqualTo("{\"project_key\":\"PAY\",\"issues\":4}");
        assertThat(meta.at("/dominant_share").asDouble()).isBetween(66.6, 66.7);
        JsonNode stored = read("/api/v1/sprints/" + sprint);
        assertThat(stored.at("/meta_board_type").asString()).isEqualTo("meta_board");
        assertThat(stored.at("/project_source/OPS").asInt()).isEqualTo(2);
        assertThat(typesTold()).containsExactly("meta_board_updated");
        assertThat(heard.drain()).hasSize(1);
    }

    @Test
    void aMachineConfiguresNothing() {
        var machine = callers.service(Permissions.SPRINT_READ, Permissions.SPRINT_WRITE);

        assertError(ask(machine, "POST", CONFIGURATIONS, "{}"), 403, "FORBIDDEN");
        assertError(ask(machine, "PUT", path(), "{}", "If-Match", "*"), 403, "FORBIDDEN");
        assertError(ask(machine, "DELETE", path(), null, "If-Match", "*"), 403, "FORBIDDEN");
        assertError(ask(machine, "POST", "/api/v1/sprints/meta-boards/detect/7", null), 403, "FORBIDDEN");
    }

    private void configured() {
        data(
                post(
                        "{\"board_id\":%d,\"board_name\":\"Weavers\",\"configuration_name\":\"Looms\",\"description\":\"Who weave\"}"),
                201);
        forget();
    }

    private String typeOf() {
        return data(detect(Long.toString(board)), 200).at("/meta_board_type").asString();
    }

    private HttpResponse<String> detect(String boardId) {
        return ask(manager, "POST", "/api/v1/sprints/meta-boards/detect/" + boardId, null);
    }

    private long aSprint() {
        return owner().sql(
                        "INSERT INTO sprints (name, state, board_id, created_at, updated_at) VALUES ('S', 'future', ?, now(), now()) RETURNING id")
                .param(board)
                .query(Long.class)
                .single();
    }

    private static void issues(long sprint, String project, int count) {
        for (int i = 0; i < count; i++) {
            long id = anId();
            owner().sql("""
                            INSERT INTO issues (jira_issue_id, issue_key, project_key, sprint_id, issue_type, status_name,
                                status_category, created_at, updated_at)
                            VALUES (?, ?, ?, ?, 'Task', 'Open', 'new', now(), now())
                            """).params(id, project + "-" + id, project, sprint).update();
        }
    }

    private HttpResponse<String> post(String body) {
        return ask(manager, "POST", CONFIGURATIONS, body.formatted(board));
    }

    private HttpResponse<String> put(String body, @Nullable String version) {
        return version == null
                ? ask(manager, "PUT", path(), body)
                : ask(manager, "PUT", path(), body, "If-Match", version);
    }

    private String path() {
        return CONFIGURATIONS + "/" + board;
    }
}
