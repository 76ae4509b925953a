package dev.braid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class UserAdministrationIT extends IdentityTestServer {

    @Test
    void administratorsFindEverybody() {
        Member administrator = administrator();
        Member member = member();

        HttpResponse<String> page = get(
                "/users?limit=1&email=" + member.email().substring(0, 20).toUpperCase(Locale.ROOT),
                administrator.bearer());

        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        assertThat(json(page).at("/total").asInt()).isEqualTo(1);
        assertThat(json(page).at("/items/0/id").asString()).isEqualTo(member.id());
        assertThat(json(get("/users/" + member.id(), administrator.bearer()))
                        .at("/email")
                        .asString())
                .isEqualTo(member.email());
        assertThat(json(get("/users?email=%25", administrator.bearer()))
                        .at("/total")
                        .asInt())
                .isZero();
        assertThat(json(get("/users?limit=2", administrator.bearer()))
                        .at("/items")
                        .size())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"email=", "email=a%00", "limit=0", "limit=501", "offset=-1", "role=admin", "email=a&email=b"})
    void whatCannotBeAskedForIsRefused(String query) {
        assertError(get("/users?" + query, administrator().bearer()), 422, "VALIDATION");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "00000000-0000-0000-0000-000000000000", "%27%20OR%20true", "%F0%9F%90%8E"})
    void whoIsNotThereIsNotFound(String id) {
        Member administrator = administrator();

        assertError(get("/users/" + id, administrator.bearer()), 404, "USER_NOT_FOUND");
        assertError(roles(administrator, id, "[\"viewer\"]"), 404, "USER_NOT_FOUND");
        for (String action : List.of("activate", "deactivate", "unlock")) {
            assertError(act(administrator, id, action), 404, "USER_NOT_FOUND");
        }
    }

    @Test
    void otherRolesTakeEffectAtOnce() {
        Member administrator = administrator();
        Member member = member();

        HttpResponse<String> changed = roles(administrator, member.id(), "[\"viewer\",\"operator\",\"viewer\"]");

        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        assertThat(json(changed).at("/roles").toString()).isEqualTo("[\"operator\",\"viewer\"]");
        assertError(get("/users/me", member.bearer()), 401, "UNAUTHENTICATED");
        HttpResponse<String> refreshed = refresh(member.refresh());
        assertThat(refreshed.statusCode()).isEqualTo(200);
        JsonNode permissions = json(get(
                "/users/me/permissions",
                "Authorization",
                "Bearer " + json(refreshed).at("/access_token").asString()));
        assertThat(permissions.at("/permissions").toString())
                .contains("flag:write")
                .doesNotContain("run:write");
        assertThat(eventsAbout(member.id())).contains("roles.changed");
    }

    @Test
    void theSameRolesChangeNothing() {
        Member member = member();

        assertThat(roles(administrator(), member.id(), "[\"member\"]").statusCode())
                .isEqualTo(200);

        assertThat(get("/users/me", member.bearer()).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"roles\":null}",
                "{\"roles\":\"admin\"}",
                "{\"roles\":[1]}",
                "{\"roles\":[\"ADMIN\"]}",
                "{\"roles\":[\"root\"]}",
                "{\"roles\":[\"member\",null]}",
                "{\"roles\":[],\"active\":true}"
            })
    void whatAreNoRolesIsRefused(String body) {
        assertError(
                withBody(
                        "PUT",
                        "/users/" + member().id() + "/roles",
                        body,
                        administrator().bearer()),
                422,
                "VALIDATION");
    }

    @Test
    void whoIsDeactivatedIsOutAtOnceAndMayComeBack() {
        Member administrator = administrator();
        Member member = member();

        HttpResponse<String> gone = act(administrator, member.id(), "deactivate");

        assertThat(json(gone).at("/active").asBoolean()).isFalse();
        assertError(get("/users/me", member.bearer()), 401, "UNAUTHENTICATED");
        assertError(refresh(member.refresh()), 401, "UNAUTHENTICATED");
        assertError(login(member.email(), PASSWORD), 401, "UNAUTHENTICATED");
        act(administrator, member.id(), "deactivate");
        assertThat(json(act(administrator, member.id(), "activate"))
                        .at("/active")
                        .asBoolean())
                .isTrue();
        act(administrator, member.id(), "activate");
        assertError(refresh(member.refresh()), 401, "UNAUTHENTICATED");
        assertThat(login(member.email(), PASSWORD).statusCode()).isEqualTo(200);
        assertThat(eventsAbout(member.id()).stream().filter(type -> type.matches("account\\.(de)?activated")))
                .containsExactly("account.deactivated", "account.activated");
    }

    @Test
    void whoIsLockedOutMayBeLetInAgain() {
        Member member = member();
        for (int i = 0; i < 5; i++) {
            login(member.email(), "wrong horse");
        }
        assertError(login(member.email(), PASSWORD), 429, "RATE_LIMITED");

        assertThat(act(administrator(), member.id(), "unlock").statusCode()).isEqualTo(200);

        assertThat(login(member.email(), PASSWORD).statusCode()).isEqualTo(200);
    }

    @Test
    void theLastAdministratorStays() {
        Member last = administrator();
        owner().sql("UPDATE users SET active = false WHERE id <> :id AND id <> 'demo'")
                .param("id", last.id())
                .update();

        assertError(act(last, last.id(), "deactivate"), 409, "CONFLICT");
        assertError(roles(last, last.id(), "[\"member\"]"), 409, "CONFLICT");
        assertError(withBody("DELETE", "/users/me", body("password", PASSWORD), last.bearer()), 409, "CONFLICT");
        assertThat(roles(last, last.id(), "[\"member\",\"admin\"]").statusCode())
                .isEqualTo(200);

        administrator();
        String access = json(login(last.email(), PASSWORD)).at("/access_token").asString();
        assertThat(act(new Member(last.id(), last.email(), access, ""), last.id(), "deactivate")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatThereIsToGrantIsListed() {
        Member administrator = administrator();

        JsonNode roles = json(get("/admin/roles", administrator.bearer()));
        JsonNode permissions = json(get("/admin/permissions", administrator.bearer()));
        JsonNode matrix = json(get("/admin/matrix", administrator.bearer()));

        assertThat(roles.at("/items").size()).isEqualTo(5);
        assertThat(roles.at("/items/3").toString())
                .isEqualTo("{\"role\":\"operator\",\"permissions\":[\"cache:admin\",\"flag:write\",\"stream:admin\"]}");
        assertThat(permissions.at("/items").toString()).contains("run:read", "user:admin");
        assertThat(matrix.at("/roles").toString())
                .isEqualTo("[\"admin\",\"manager\",\"member\",\"operator\",\"viewer\"]");
        assertThat(matrix.at("/rows/1").toString())
                .isEqualTo(
                        "{\"permission\":\"cache:admin\",\"granted\":{\"admin\":true,\"manager\":false,\"member\":false,"
                                + "\"operator\":true,\"viewer\":false}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /users",
                "GET /users/demo",
                "PUT /users/demo/roles",
                "POST /users/demo/activate",
                "POST /users/demo/deactivate",
                "POST /users/demo/unlock",
                "GET /admin/roles",
                "GET /admin/permissions",
                "GET /admin/matrix"
            })
    void nobodyElseAdministers(String methodAndPath) {
        String[] target = methodAndPath.split(" ");

        assertError(withBody(target[0], target[1], "{}", member().bearer()), 403, "FORBIDDEN");
        assertError(withBody(target[0], target[1], "{}"), 401, "UNAUTHENTICATED");
    }

    private HttpResponse<String> roles(Member administrator, String id, String roles) {
        return withBody("PUT", "/users/" + id + "/roles", "{\"roles\":" + roles + "}", administrator.bearer());
    }

    private HttpResponse<String> act(Member administrator, String id, String action) {
        return send("POST", "/users/" + id + "/" + action, null, administrator.bearer());
    }
}
