package dev.braid.core.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.CoreTestServer;
import dev.braid.core.access.Permissions;
import dev.braid.core.identity.TestCallers;
import dev.braid.core.identity.TestCallers.Known;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** The service, with users who have tasks, shares and teams. */
abstract class TaskTestServer extends CoreTestServer {

    protected TestCallers callers;

    @Autowired
    void know(BeanFactory service) {
        callers = TestCallers.of(service);
    }

    /** What was told of a task, in the order of writing. */
    record Told(String type, JsonNode data, Set<String> audience, Set<String> tags) {}

    protected final Known somebody() {
        return callers.user("member");
    }

    /** Granted everything, as no machine is by the service itself. */
    protected final Known machine() {
        return callers.service(Permissions.ALL.toArray(String[]::new));
    }

    protected final HttpResponse<String> ask(Known caller, String method, String path, @Nullable String body) {
        return body == null
                ? send(method, path, null, "Authorization", caller.bearer())
                : send(method, path, body, "Authorization", caller.bearer(), "Content-Type", "application/json");
    }

    protected final HttpResponse<String> read(Known caller, String path) {
        return ask(caller, "GET", path, null);
    }

    protected final JsonNode created(Known owner, String body) {
        HttpResponse<String> reply = ask(owner, "POST", "/api/tasks", body);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(201);
        return json(reply);
    }

    protected final long aTaskOf(Known owner) {
        return created(owner, "{\"title\":\"Roll the futures\"}").at("/id").asLong();
    }

    protected final long aTaskOf(Known owner, UUID team) {
        return created(owner, "{\"title\":\"Roll the futures\",\"team_id\":\"" + team + "\"}")
                .at("/id")
                .asLong();
    }

    protected final HttpResponse<String> patch(Known caller, long task, String body) {
        return ask(caller, "PATCH", path(task), body);
    }

    protected final HttpResponse<String> share(Known caller, long task, Known with, String permission) {
        return ask(
                caller,
                "POST",
                path(task) + "/shares",
                "{\"user_id\":\"%s\",\"permission\":\"%s\"}".formatted(with.id(), permission));
    }

    /** The id of the new share. */
    protected final String shared(Known caller, long task, Known with, String permission) {
        HttpResponse<String> reply = share(caller, task, with, permission);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(201);
        return json(reply).at("/id").asString();
    }

    protected static String path(long task) {
        return "/api/tasks/" + task;
    }

    protected static UUID aTeamOf(Known founder) {
        UUID team = UUID.randomUUID();
        owner().sql("INSERT INTO teams (id, name, owner_id, created_at, updated_at) VALUES (?, ?, ?, now(), now())")
                .params(team, "team " + team, founder.id())
                .update();
        join(team, founder, "owner");
        return team;
    }

    protected static void join(UUID team, Known member, String role) {
        owner().sql("INSERT INTO team_members (id, team_id, user_id, role, joined_at) VALUES (?, ?, ?, ?, now())")
                .params(UUID.randomUUID(), team, member.id(), role)
                .update();
    }

    protected static void assertError(HttpResponse<String> reply, int status, String code) {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
        assertThat(json(reply).at("/error/code").asString()).isEqualTo(code);
    }

    protected static List<Told> toldOf(long task) {
        return owner().sql("SELECT event_type, data, audience, tags FROM change_events WHERE aggregate = ? ORDER BY id")
                .param("task:" + task)
                .query((row, number) -> new Told(
                        row.getString(1),
                        JSON.readTree(row.getString(2)),
                        new TreeSet<>(List.of((String[]) row.getArray(3).getArray())),
                        new TreeSet<>(List.of((String[]) row.getArray(4).getArray()))))
                .list();
    }

    protected static List<String> typesToldOf(long task) {
        return toldOf(task).stream().map(Told::type).toList();
    }

    protected static Told lastToldOf(long task) {
        List<Told> told = toldOf(task);
        return told.get(told.size() - 1);
    }

    protected static Set<String> ids(Known... known) {
        Set<String> ids = new TreeSet<>();
        for (Known each : known) {
            ids.add(each.id());
        }
        return ids;
    }

    protected static Set<String> tags(Known... known) {
        Set<String> tags = new TreeSet<>();
        ids(known).forEach(id -> tags.add("dash:" + id));
        return tags;
    }
}
