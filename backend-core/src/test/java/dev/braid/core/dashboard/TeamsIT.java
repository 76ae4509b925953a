package dev.braid.core.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.CoreTestServer;
import dev.braid.core.identity.TestCallers;
import dev.braid.core.identity.TestCallers.Known;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;

class TeamsIT extends CoreTestServer {

    @Autowired
    private ApplicationContext service;

    private final Map<String, Known> of = new TreeMap<>();

    /** Of a team with somebody in each role. */
    private String team;

    @BeforeEach
    void aTeam() {
        for (String role : List.of("owner", "admin", "other-admin", "member", "viewer", "stranger")) {
            of.put(role, TestCallers.of(service).user("member"));
        }
        team = teamOf("owner");
        add("owner", "admin", "admin");
        add("owner", "other-admin", "admin");
        add("owner", "member", "member");
        add("owner", "viewer", "viewer");
    }

    @Test
    void makesATeamThatItsMakerOwns() {
        String name = name();

        HttpResponse<String> made =
                as("stranger", "POST", "/api/teams", "{\"name\":\"  %s \",\"description\":\"Looms\"}".formatted(name));

        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        JsonNode body = json(made);
        assertThat(header(made, "location"))
                .isEqualTo("/api/teams/" + body.path("id").asString());
        assertThat(body.path("name").asString()).isEqualTo(name);
        assertThat(body.path("description").asString()).isEqualTo("Looms");
        assertThat(body.path("owner_id").asString()).isEqualTo(id("stranger"));
        assertThat(body.path("role").asString()).isEqualTo("owner");
        assertThat(body.path("updated_at")).isEqualTo(body.path("created_at"));
        assertThat(json(as("stranger", "GET", header(made, "location"), null))).isEqualTo(body);
        assertThat(rolesIn(body.path("id").asString(), "stranger")).isEqualTo(Map.of(id("stranger"), "owner"));
    }

    @ParameterizedTest
    @CsvSource({
        "owner, 200, 200, 204, 200",
        "admin, 200, 200, 403, 200",
        "member, 200, 403, 403, 200",
        "viewer, 200, 403, 403, 200",
        "stranger, 404, 404, 404, 404"
    })
    void givesEachRoleWhatIsItsOwn(String role, int shown, int changed, int deleted, int listed) {
        assertThat(as(role, "GET", path(), null).statusCode()).isEqualTo(shown);
        assertThat(as(role, "GET", path() + "/members", null).statusCode()).isEqualTo(listed);
        assertThat(as(role, "GET", path() + "/members/" + id("owner"), null).statusCode())
                .isEqualTo(listed);
        assertThat(as(role, "PATCH", path(), "{\"description\":\"by " + role + "\"}")
                        .statusCode())
                .isEqualTo(changed);
        assertThat(as(role, "DELETE", path(), null).statusCode()).isEqualTo(deleted);
        assertThat(as("viewer", "GET", path(), null).statusCode()).isEqualTo(deleted == 204 ? 404 : 200);
    }

    @ParameterizedTest
    @CsvSource({
        "owner, admin, 201",
        "owner, member, 201",
        "owner, viewer, 201",
        "admin, admin, 403",
        "admin, member, 201",
        "admin, viewer, 201",
        "member, member, 403",
        "viewer, viewer, 403",
        "stranger, member, 404",
        "owner, owner, 422",
        "admin, owner, 422"
    })
    void takesInWhomTheCallerMayTakeIn(String by, String role, int status) {
        HttpResponse<String> added = add(by, "stranger", role);

        assertThat(added.statusCode()).as(added.body()).isEqualTo(status);
        if (status == 201) {
            assertThat(json(added).path("role").asString()).isEqualTo(role);
            assertThat(json(as("stranger", "GET", header(added, "location"), null)))
                    .isEqualTo(json(added));
        }
        assertThat(rolesIn(team, "owner").get(id("stranger"))).isEqualTo(status == 201 ? role : null);
    }

    /** The first status is of changing the role to viewer, the second of removing. */
    @ParameterizedTest
    @CsvSource({
        "owner, owner, 409, 409",
        "owner, admin, 200, 204",
        "owner, member, 200, 204",
        "owner, viewer, 200, 204",
        "admin, owner, 409, 409",
        "admin, admin, 403, 204",
        "admin, other-admin, 403, 403",
        "admin, member, 200, 204",
        "admin, viewer, 200, 204",
        "member, owner, 403, 403",
        "member, admin, 403, 403",
        "member, member, 403, 204",
        "member, viewer, 403, 403",
        "viewer, owner, 403, 403",
        "viewer, member, 403, 403",
        "viewer, viewer, 403, 204",
        "stranger, owner, 404, 404",
        "stranger, member, 404, 404",
        "stranger, stranger, 404, 404"
    })
    void decidesAboutWhomTheCallerMayDecide(String by, String about, int changed, int removed) {
        String member = path() + "/members/" + id(about);

        assertThat(as(by, "PATCH", member, "{\"role\":\"viewer\"}").statusCode())
                .isEqualTo(changed);
        assertThat(as(by, "DELETE", member, null).statusCode()).isEqualTo(removed);

        assertThat(rolesIn(team, "owner").get(id(about)) == null).isEqualTo(removed == 204 || about.equals("stranger"));
    }

    @Test
    void letsOnlyTheOwnerMakeAdmins() {
        String member = path() + "/members/" + id("member");

        assertThat(as("admin", "PATCH", member, "{\"role\":\"admin\"}").statusCode())
                .isEqualTo(403);
        assertThat(as("owner", "PATCH", member, "{\"role\":\"owner\"}").statusCode())
                .isEqualTo(422);
        HttpResponse<String> made = as("owner", "PATCH", member, "{\"role\":\"admin\"}");

        assertThat(made.statusCode()).isEqualTo(200);
        assertThat(json(made).path("role").asString()).isEqualTo("admin");
        assertThat(as("member", "PATCH", path(), "{\"description\":\"as an admin\"}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void takesInByAddressAndOnlyOnce() {
        String body = "{\"email\":\" %s@USERS.invalid\"}".formatted(id("stranger"));

        HttpResponse<String> added = as("owner", "POST", path() + "/members", body);

        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
        assertThat(json(added).path("user_id").asString()).isEqualTo(id("stranger"));
        assertThat(json(added).path("role").asString()).isEqualTo("member");
        assertThat(code(as("owner", "POST", path() + "/members", body))).isEqualTo("CONFLICT");
        assertThat(code(add("owner", "owner", "member"))).isEqualTo("CONFLICT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"user_id\":\"nobody\"}",
                "{\"email\":\"nobody@users.invalid\"}",
                "{\"email\":\"not an address\"}",
                "{\"user_id\":\"Ünbekannt\"}"
            })
    void knowsNobodyWhoHasNoAccount(String body) {
        HttpResponse<String> refused = as("owner", "POST", path() + "/members", body);

        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(code(refused)).isEqualTo("USER_NOT_FOUND");
        assertThat(code(as("stranger", "POST", path() + "/members", body))).isEqualTo("TEAM_NOT_FOUND");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|user_id",
                "{\"user_id\":\"a\",\"email\":\"a@b\"}|user_id",
                "{\"user_id\":1}|user_id",
                "{\"user_id\":\"a\\u0000\"}|user_id",
                "{\"email\":\" \"}|email",
                "{\"user_id\":\"a\",\"role\":\"boss\"}|role",
                "{\"user_id\":\"a\",\"role\":7}|role",
                "{\"user_id\":\"a\",\"team_id\":\"x\"}|team_id",
                "[]|body"
            })
    void saysWhatIsWrongWithAMember(String body, String field) {
        HttpResponse<String> refused = as("owner", "POST", path() + "/members", body);

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
        assertThat(json(refused).at("/error/details").has(field))
                .as(refused.body())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|name",
                "{\"name\":null}|name",
                "{\"name\":\"\"}|name",
                "{\"name\":\" \\t\\u2003\"}|name",
                "{\"name\":\"\\u00a0\"}|name",
                "{\"name\":7}|name",
                "{\"name\":\"\\ud800\"}|name",
                "{\"name\":\"a\",\"owner_id\":\"b\"}|owner_id",
                "{\"name\":\"a\",\"description\":{}}|description",
                "\"a\"|body"
            })
    void saysWhatIsWrongWithATeam(String body, String field) {
        HttpResponse<String> refused = as("owner", "POST", "/api/teams", body);

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
        assertThat(json(refused).at("/error/details").has(field))
                .as(refused.body())
                .isTrue();
    }

    @Test
    void measuresTextsInCharacters() {
        // Each of two UTF-16 units, and one character for us and for the database.
        String longest = name() + "🧶".repeat(100 - name().length());
        String description = "🧵".repeat(500);

        HttpResponse<String> made = as("owner", "POST", "/api/teams", team(longest, description));

        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(json(made).path("name").asString()).isEqualTo(longest);
        assertThat(as("owner", "POST", "/api/teams", team(longest + "x", "")).statusCode())
                .isEqualTo(422);
        assertThat(as("owner", "POST", "/api/teams", team(name(), description + "x"))
                        .statusCode())
                .isEqualTo(422);
        assertThat(as("owner", "PATCH", path(), team(longest + "x", null)).statusCode())
                .isEqualTo(422);
    }

    @Test
    void changesWhatIsGivenAndKeepsTheRest() {
        JsonNode before = json(as("owner", "GET", path(), null));
        String name = name();

        JsonNode renamed = json(as("admin", "PATCH", path(), "{\"name\":\"" + name + "\"}"));
        JsonNode described = json(as("admin", "PATCH", path(), "{\"description\":\"Looms\"}"));
        JsonNode undescribed = json(as("admin", "PATCH", path(), "{\"description\":null}"));

        assertThat(renamed.path("name").asString()).isEqualTo(name);
        assertThat(described.path("name").asString()).isEqualTo(name);
        assertThat(described.path("description").asString()).isEqualTo("Looms");
        assertThat(described.path("role").asString()).isEqualTo("admin");
        assertThat(undescribed.path("description").isNull()).isTrue();
        assertThat(as("admin", "PATCH", path(), "{\"name\":null}").statusCode()).isEqualTo(422);
        assertThat(undescribed.path("created_at")).isEqualTo(before.path("created_at"));
        assertThat(undescribed.path("updated_at").asString())
                .isGreaterThanOrEqualTo(before.path("updated_at").asString());
    }

    @Test
    void saysNothingOfWhatChangesNothing() {
        JsonNode before = json(as("owner", "GET", path(), null));
        int told = TestChanges.of("team:" + team).size();

        for (String body : List.of("{}", "{\"name\":%s}".formatted(before.path("name")), "{\"description\":null}")) {
            assertThat(json(as("owner", "PATCH", path(), body))).isEqualTo(before);
        }
        assertThat(as("owner", "PATCH", path() + "/members/" + id("viewer"), "{\"role\":\"viewer\"}")
                        .statusCode())
                .isEqualTo(200);

        assertThat(TestChanges.of("team:" + team)).hasSize(told);
    }

    @Test
    void givesANameToOneTeamOnly() {
        String name = json(as("owner", "GET", path(), null)).path("name").asString();
        String other = teamOf("stranger");

        assertThat(code(as("stranger", "POST", "/api/teams", team(name, null)))).isEqualTo("CONFLICT");
        assertThat(code(as("stranger", "PATCH", "/api/teams/" + other, team(name, null))))
                .isEqualTo("CONFLICT");
        assertThat(as("stranger", "POST", "/api/teams", team(name.toUpperCase(java.util.Locale.ROOT), null))
                        .statusCode())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing",
                "00000000-0000-0000-0000-000000000000",
                "1-1-1-1-1",
                "7",
                "%00",
                "%F0%9F%A7%B6",
                "4f6a2d1e-0b3c-4c58-9a6e-7d2f1b8c9e10x"
            })
    void knowsNoOtherTeams(String id) {
        String path = "/api/teams/" + id;
        String[][] requests = {
            {"GET", path, null},
            {"PATCH", path, "{}"},
            {"DELETE", path, null},
            {"GET", path + "/members", null},
            {"POST", path + "/members", "{\"user_id\":\"a\"}"},
            {"GET", path + "/members/a", null},
            {"PATCH", path + "/members/a", "{\"role\":\"viewer\"}"},
            {"DELETE", path + "/members/a", null}
        };

        for (String[] request : requests) {
            HttpResponse<String> refused = as("owner", request[0], request[1], request[2]);
            // A path with a NUL is refused before anybody looks at it.
            assertThat(refused.statusCode())
                    .as("%s: %s", List.of(request[0], request[1]), refused.body())
                    .isEqualTo(id.equals("%00") ? 400 : 404);
            assertThat(code(refused)).isEqualTo(id.equals("%00") ? "BAD_REQUEST" : "TEAM_NOT_FOUND");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "%F0%9F%A7%B6", "%20", "0123456789012345678901234567890123456789"})
    void knowsNoOtherMembers(String userId) {
        String member = path() + "/members/" + userId;

        assertThat(code(as("owner", "GET", member, null))).isEqualTo("MEMBER_NOT_FOUND");
        assertThat(code(as("owner", "PATCH", member, "{\"role\":\"viewer\"}"))).isEqualTo("MEMBER_NOT_FOUND");
        assertThat(code(as("owner", "DELETE", member, null))).isEqualTo("MEMBER_NOT_FOUND");
    }

    @Test
    void listsTheTeamsThatSomebodyIsInByName() {
        Set<String> mine = Set.of(team, teamOf("viewer"), teamOf("viewer"));

        JsonNode all = json(as("viewer", "GET", "/api/teams", null));
        JsonNode second = json(as("viewer", "GET", "/api/teams?limit=1&offset=1", null));

        assertThat(ids(all)).containsExactlyInAnyOrderElementsOf(mine);
        assertThat(all.path("items").valueStream().map(item -> item.path("name").asString()))
                .isSorted();
        assertThat(all.path("total").asLong()).isEqualTo(3);
        assertThat(all.path("limit").asInt()).isEqualTo(20);
        assertThat(second.path("items").get(0)).isEqualTo(all.path("items").get(1));
        assertThat(second.path("total").asLong()).isEqualTo(3);
        assertThat(json(as("stranger", "GET", "/api/teams", null)).path("total").asLong())
                .isZero();
    }

    @Test
    void listsMembersTheLongestThereFirst() {
        JsonNode all = json(as("viewer", "GET", path() + "/members", null));
        JsonNode last = json(as("viewer", "GET", path() + "/members?limit=1&offset=4", null));

        assertThat(all.path("items")
                        .valueStream()
                        .map(item -> item.path("user_id").asString()))
                .startsWith(id("owner"))
                .containsExactlyInAnyOrder(id("owner"), id("admin"), id("other-admin"), id("member"), id("viewer"));
        assertThat(all.path("items")
                        .valueStream()
                        .map(item -> item.path("joined_at").asString()))
                .isSorted();
        assertThat(all.path("total").asLong()).isEqualTo(5);
        assertThat(last.path("items").get(0)).isEqualTo(all.path("items").get(4));
        assertThat(as("viewer", "GET", path() + "/members?limit=0", null).statusCode())
                .isEqualTo(422);
        assertThat(as("viewer", "GET", "/api/teams?page=1", null).statusCode()).isEqualTo(422);
    }

    @Test
    void leavesATeamsTasksToTheirOwners() {
        long ofMember = task("member", team);
        long ofStranger = task("stranger", team);
        TestTasks.share(ofMember, id("member"), id("stranger"), "view");

        assertThat(as("owner", "DELETE", path(), null).statusCode()).isEqualTo(204);

        assertThat(owner().sql("SELECT id FROM tasks WHERE id IN (?, ?) AND team_id IS NULL ORDER BY id")
                        .params(ofMember, ofStranger)
                        .query(Long.class)
                        .list())
                .containsExactly(ofMember, ofStranger);
        assertThat(owner().sql("SELECT count(*) FROM team_members WHERE team_id = ?::uuid")
                        .param(team)
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(TestChanges.of("task:" + ofMember).get(0).audience())
                .containsExactlyInAnyOrder(
                        id("owner"), id("admin"), id("other-admin"), id("member"), id("viewer"), id("stranger"));
        assertThat(TestChanges.of("task:" + ofStranger))
                .extracting(
                        TestChanges.Said::type,
                        said -> said.data().path("user_id").asString())
                .containsExactly(org.assertj.core.groups.Tuple.tuple("task_updated", id("stranger")));
        assertThat(owner().sql("SELECT count(*) FROM task_shares WHERE task_id = ?")
                        .param(ofMember)
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void tellsWhoeverIsInTheTeamOfEachChange() {
        Set<String> before = ids("owner", "admin", "other-admin", "member", "viewer");
        as("admin", "PATCH", path(), "{\"description\":\"changed\"}");
        as("owner", "PATCH", path() + "/members/" + id("viewer"), "{\"role\":\"member\"}");
        as("admin", "DELETE", path() + "/members/" + id("viewer"), null);
        as("member", "DELETE", path() + "/members/" + id("member"), null);
        add("admin", "stranger", "viewer");
        as("owner", "DELETE", path(), null);

        List<TestChanges.Said> said = TestChanges.of("team:" + team);

        assertThat(said)
                .extracting(TestChanges.Said::type)
                .containsExactly(
                        "team_created",
                        "team_member_added",
                        "team_member_added",
                        "team_member_added",
                        "team_member_added",
                        "team_updated",
                        "team_member_changed",
                        "team_member_removed",
                        "team_member_removed",
                        "team_member_added",
                        "team_deleted");
        assertThat(said).allSatisfy(change -> {
            assertThat(change.permission()).isEqualTo("task:read");
            assertThat(change.tags()).isEmpty();
            assertThat(change.data().path("team_id").asString()).isEqualTo(team);
        });
        assertThat(said.subList(0, 1)).extracting(TestChanges.Said::audience).containsExactly(ids("owner"));
        assertThat(said.subList(5, 11))
                .extracting(TestChanges.Said::audience)
                .containsExactly(
                        before,
                        before,
                        before,
                        ids("owner", "admin", "other-admin", "member"),
                        ids("owner", "admin", "other-admin", "stranger"),
                        ids("owner", "admin", "other-admin", "stranger"));
        assertThat(said.subList(5, 11))
                .extracting(change -> change.data().path("user_id").asString())
                .containsExactly(id("owner"), id("viewer"), id("viewer"), id("member"), id("stranger"), id("owner"));
    }

    @Test
    void letsAMachineReadEverythingAndWriteNothing() {
        of.put("machine", TestCallers.of(service).service("task:read", "task:write"));

        JsonNode shown = json(as("machine", "GET", path(), null));
        JsonNode members = json(as("machine", "GET", path() + "/members", null));

        assertThat(shown.path("id").asString()).isEqualTo(team);
        assertThat(shown.path("role").isNull()).isTrue();
        assertThat(members.path("total").asLong()).isEqualTo(5);
        assertThat(json(as("machine", "GET", "/api/teams?limit=500", null))
                        .path("total")
                        .asLong())
                .isEqualTo(owner().sql("SELECT count(*) FROM teams")
                        .query(Long.class)
                        .single());
        for (String[] write : writes()) {
            assertThat(as("machine", write[0], write[1], write[2]).statusCode())
                    .as(write[0] + " " + write[1])
                    .isEqualTo(403);
        }
    }

    @Test
    void servesNobodyWithoutPermission() {
        of.put("reader", TestCallers.of(service).user("viewer"));
        of.put("nobody", TestCallers.of(service).user("operator"));

        assertThat(as("reader", "GET", "/api/teams", null).statusCode()).isEqualTo(200);
        assertThat(as("nobody", "GET", "/api/teams", null).statusCode()).isEqualTo(403);
        for (String[] write : writes()) {
            assertThat(as("reader", write[0], write[1], write[2]).statusCode())
                    .as(write[0] + " " + write[1])
                    .isEqualTo(403);
        }
        assertThat(get("/api/teams", "Authorization", "Bearer nonsense").statusCode())
                .isEqualTo(401);
    }

    private List<String[]> writes() {
        return List.of(
                new String[] {"POST", "/api/teams", team(name(), null)},
                new String[] {"PATCH", path(), "{}"},
                new String[] {"DELETE", path(), null},
                new String[] {"POST", path() + "/members", "{\"user_id\":\"a\"}"},
                new String[] {"PATCH", path() + "/members/" + id("viewer"), "{\"role\":\"member\"}"},
                new String[] {"DELETE", path() + "/members/" + id("viewer"), null});
    }

    private HttpResponse<String> add(String by, String who, String role) {
        return as(by, "POST", path() + "/members", "{\"user_id\":\"%s\",\"role\":\"%s\"}".formatted(id(who), role));
    }

    private String teamOf(String role) {
        HttpResponse<String> made = as(role, "POST", "/api/teams", team(name(), null));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return json(made).path("id").asString();
    }

    private long task(String role, String teamId) {
        return TestTasks.insert(id(role), teamId);
    }

    private Map<String, String> rolesIn(String teamId, String reader) {
        return json(as(reader, "GET", "/api/teams/" + teamId + "/members", null))
                .path("items")
                .valueStream()
                .collect(Collectors.toMap(
                        member -> member.path("user_id").asString(),
                        member -> member.path("role").asString()));
    }

    private HttpResponse<String> as(String role, String method, String path, String body) {
        return body == null
                ? send(method, path, null, "Authorization", of.get(role).bearer())
                : send(method, path, body, "Authorization", of.get(role).bearer(), "Content-Type", "application/json");
    }

    private String path() {
        return "/api/teams/" + team;
    }

    private String id(String role) {
        return of.get(role).id();
    }

    private Set<String> ids(String... roles) {
        return Set.of(roles).stream().map(this::id).collect(Collectors.toSet());
    }

    private static Set<String> ids(JsonNode page) {
        return page.path("items")
                .valueStream()
                .map(item -> item.path("id").asString())
                .collect(Collectors.toSet());
    }

    private static String name() {
        return "team " + UUID.randomUUID();
    }

    private static String team(String name, String description) {
        return JSON.createObjectNode()
                .put("name", name)
                .put("description", description)
                .toString();
    }

    private static String code(HttpResponse<String> response) {
        return json(response).at("/error/code").asString();
    }
}
