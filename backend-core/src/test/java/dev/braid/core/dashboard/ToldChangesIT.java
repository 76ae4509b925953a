package dev.braid.core.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.contracts.conformance.AsyncApiContract;
import dev.braid.core.CoreTestServer;
import dev.braid.core.changes.TestSocket;
import dev.braid.core.identity.TestCallers;
import dev.braid.core.identity.TestCallers.Known;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;

/** What users are told while they work with tasks and teams, held against the AsyncAPI document. */
class ToldChangesIT extends CoreTestServer {

    private static final AsyncApiContract CONTRACT = AsyncApiContract.ofResource("/asyncapi/backend-core.yaml");

    @Autowired
    private ApplicationContext service;

    @Test
    void tellsAnotherUserOfATaskWhileItIsShared() {
        Known ada = TestCallers.of(service).user("member");
        Known max = TestCallers.of(service).user("member");
        try (TestSocket owner = open(ada);
                TestSocket other = open(max)) {
            String task = "/api/tasks/" + made(ada, "/api/tasks", "{\"title\":\"weave\"}");
            String share =
                    made(ada, task + "/shares", "{\"user_id\":\"%s\",\"permission\":\"edit\"}".formatted(max.id()));
            as(max, "PATCH", task, "{\"completed\":true}");
            as(max, "PATCH", task, "{\"completed\":false,\"title\":\"weave on\"}");
            as(ada, "DELETE", task + "/shares/" + share, null);
            as(ada, "DELETE", task, null);

            assertThat(told(owner, 7))
                    .containsExactly(
                            "task_created",
                            "task_shared",
                            "task_completed",
                            "task_reopened",
                            "task_updated",
                            "task_unshared",
                            "task_deleted");
            assertThat(told(other, 5))
                    .containsExactly("task_shared", "task_completed", "task_reopened", "task_updated", "task_unshared");
        }
    }

    @Test
    void tellsTheMembersOfATeam() {
        Known ada = TestCallers.of(service).user("member");
        Known max = TestCallers.of(service).user("member");
        try (TestSocket owner = open(ada);
                TestSocket other = open(max)) {
            String name = "team " + UUID.randomUUID();
            String team = "/api/teams/" + made(ada, "/api/teams", "{\"name\":\"%s\"}".formatted(name));
            made(ada, team + "/members", "{\"user_id\":\"%s\",\"role\":\"member\"}".formatted(max.id()));
            as(ada, "PATCH", team + "/members/" + max.id(), "{\"role\":\"viewer\"}");
            as(ada, "PATCH", team, "{\"description\":\"of weavers\"}");
            as(max, "DELETE", team + "/members/" + max.id(), null);
            as(ada, "DELETE", team, null);

            assertThat(told(owner, 6))
                    .containsExactly(
                            "team_created",
                            "team_member_added",
                            "team_member_changed",
                            "team_updated",
                            "team_member_removed",
                            "team_deleted");
            assertThat(told(other, 4))
                    .containsExactly("team_member_added", "team_member_changed", "team_updated", "team_member_removed");
        }
    }

    @Test
    void tellsWhoseDaysBeginElsewhereNowAndNobodyElse() {
        Known ada = TestCallers.of(service).user("member");
        Known max = TestCallers.of(service).user("member");
        try (TestSocket owner = open(ada);
                TestSocket other = open(max)) {
            as(ada, "PUT", "/users/me", "{\"time_zone\":\"Pacific/Kiritimati\"}");
            as(max, "PUT", "/users/me", "{\"display_name\":\"Max\"}");

            List<JsonNode> told = owner.events(1);
            assertThat(told.get(0).at("/event_type").asString()).isEqualTo("account_updated");
            assertThat(CONTRACT.violations(told.get(0))).isEmpty();
            assertThat(other.events(1).get(0).at("/data/user_id").asString()).isEqualTo(max.id());
        }
    }

    private TestSocket open(Known caller) {
        TestSocket socket = TestSocket.open(uri("/api/ws"), "Authorization", caller.bearer());
        socket.acknowledged();
        return socket;
    }

    private static List<String> told(TestSocket socket, int events) {
        List<JsonNode> told = socket.events(events);
        assertThat(told)
                .allSatisfy(event -> assertThat(CONTRACT.violations(event)).isEmpty());
        return told.stream().map(TestSocket::type).toList();
    }

    private String made(Known caller, String path, String body) {
        return json(as(caller, "POST", path, body)).path("id").asString();
    }

    private HttpResponse<String> as(Known caller, String method, String path, @Nullable String body) {
        String[] headers = body == null
                ? new String[] {"Authorization", caller.bearer()}
                : new String[] {"Authorization", caller.bearer(), "Content-Type", "application/json"};
        HttpResponse<String> reply = send(method, path, body, headers);
        assertThat(reply.statusCode())
                .as("%s %s: %s", method, path, reply.body())
                .isBetween(200, 299);
        return reply;
    }
}
