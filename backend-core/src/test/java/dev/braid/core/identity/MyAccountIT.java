package dev.braid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.access.PersonalData;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

@Import(MyAccountIT.Notes.class)
class MyAccountIT extends IdentityTestServer {

    @Autowired
    private Sessions sessions;

    @Autowired
    private AccessTokens tokens;

    @Autowired
    private SomeFeature feature;

    @TestConfiguration(proxyBeanMethods = false)
    static class Notes {

        @Bean
        SomeFeature someFeature() {
            return new SomeFeature();
        }
    }

    /** Keeps something of everybody. */
    static final class SomeFeature implements PersonalData {

        private final List<Caller> erasedBy = new CopyOnWriteArrayList<>();
        private volatile boolean broken;

        @Override
        public String name() {
            return "notes";
        }

        @Override
        public Object export(String userId) {
            return Map.of("of", userId, "by", CurrentCaller.get().userId());
        }

        @Override
        public void erase(String userId) {
            if (broken) {
                throw new IllegalStateException("notes: not erased");
            }
            erasedBy.add(CurrentCaller.get());
        }
    }

    @Test
    void everybodySeesAndChangesTheirOwnAccount() {
        Member member = member();

        HttpResponse<String> shown = get("/users/me", member.bearer());
        assertThat(shown.statusCode()).isEqualTo(200);
        assertThat(header(shown, "Cache-Control")).isEqualTo("private, no-cache");
        assertThat(json(shown).at("/id").asString()).isEqualTo(member.id());
        assertThat(json(shown).at("/time_zone").isNull()).isTrue();

        HttpResponse<String> changed =
                put(member, body("display_name", " Ada \uD83D\uDC69\u200D\uD83D\uDCBB ", "time_zone", "UTC"));
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        assertThat(json(changed).at("/display_name").asString()).isEqualTo("Ada \uD83D\uDC69\u200D\uD83D\uDCBB");
        assertThat(json(changed).at("/time_zone").asString()).isEqualTo("UTC");
        assertThat(json(put(member, "{}")).at("/display_name").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"display_name\":\"\"}",
                "{\"display_name\":\"  \"}",
                "{\"display_name\":1}",
                "{\"display_name\":\"a\\u0000\"}",
                "{\"display_name\":\"a\\tb\"}",
                "{\"display_name\":\"\\udc00\"}",
                "{\"time_zone\":\"\"}",
                "{\"time_zone\":\"+01:00\"}",
                "{\"time_zone\":\"Europe/Nowhere\"}",
                "{\"time_zone\":[]}",
                "{\"email\":\"other@example.com\"}",
                "{\"roles\":[\"admin\"]}"
            })
    void whatIsNoProfileIsRefused(String body) {
        assertError(put(member(), body), 422, "VALIDATION");
    }

    @Test
    void aNameMayBeAHundredCharactersLong() {
        Member member = member();

        assertThat(put(member, body("display_name", "\uD83D\uDC0E".repeat(100))).statusCode())
                .isEqualTo(200);
        assertError(put(member, body("display_name", "\uD83D\uDC0E".repeat(101))), 422, "VALIDATION");
    }

    @Test
    void everybodyKnowsWhatTheyMayDo() {
        JsonNode permissions = json(get("/users/me/permissions", member().bearer()));

        assertThat(permissions.at("/roles").toString()).isEqualTo("[\"member\"]");
        assertThat(permissions.at("/permissions").toString())
                .isEqualTo(
                        "[\"portfolio:read\",\"run:read\",\"run:write\",\"sprint:read\",\"task:read\",\"task:write\"]");
    }

    @Test
    void anExportHasTheProfileTheSessionsAndWhatEachFeatureKeeps() {
        Member member = member();
        Member other = member();
        login(member.email(), PASSWORD);

        HttpResponse<String> export = get("/users/me/export", member.bearer());

        assertThat(export.statusCode()).as(export.body()).isEqualTo(200);
        assertThat(header(export, "Content-Disposition")).isEqualTo("attachment; filename=\"braid-export.json\"");
        assertThat(header(export, "Cache-Control")).isEqualTo("no-store");
        JsonNode all = json(export);
        assertThat(all.at("/profile/email").asString()).isEqualTo(member.email());
        assertThat(all.at("/sign_in/sessions").size()).isEqualTo(2);
        assertThat(all.at("/sign_in/identities").isArray()).isTrue();
        assertThat(all.at("/notes/of").asString()).isEqualTo(member.id());
        assertThat(all.at("/notes/by").asString()).isEqualTo(member.id());
        assertThat(export.body()).doesNotContain("argon2", member.refresh(), other.email());
        assertThat(eventsAbout(member.id())).contains("data.exported");
    }

    @Test
    void whoLeavesLeavesNothing() {
        Member member = member();
        login(member.email(), "wrong horse");

        HttpResponse<String> gone = delete(member, body("password", PASSWORD));

        assertThat(gone.statusCode()).as(gone.body()).isEqualTo(204);
        assertThat(feature.erasedBy).extracting(Caller::userId).contains(member.id());
        assertError(get("/users/me", member.bearer()), 401, "UNAUTHENTICATED");
        assertError(refresh(member.refresh()), 401, "UNAUTHENTICATED");
        assertError(login(member.email(), PASSWORD), 401, "UNAUTHENTICATED");
        for (String table : List.of("users WHERE id", "user_roles WHERE user_id", "refresh_tokens WHERE user_id")) {
            assertThat(owner().sql("SELECT count(*) FROM " + table + " = :id")
                            .param("id", member.id())
                            .query(Long.class)
                            .single())
                    .isZero();
        }
        assertThat(eventsAbout(member.id())).contains("account.deleted");
        assertThat(post("/auth/register", body("email", member.email(), "password", PASSWORD))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void nobodyLeavesWithoutThePassword() {
        Member member = member();

        assertError(send("DELETE", "/users/me", null, member.bearer()), 422, "VALIDATION");
        assertError(delete(member, "{}"), 422, "VALIDATION");
        assertError(delete(member, body("password", "wrong horse")), 403, "FORBIDDEN");
        assertError(delete(member, body("password", PASSWORD, "really", true)), 422, "VALIDATION");

        assertThat(get("/users/me", member.bearer()).statusCode()).isEqualTo(200);
    }

    @Test
    void anAccountWithoutPasswordNeedsNone() {
        Member member = withoutPassword();

        assertError(delete(member, body("password", PASSWORD)), 422, "VALIDATION");
        assertThat(send("DELETE", "/users/me", null, member.bearer()).statusCode())
                .isEqualTo(204);
        assertError(get("/users/me", member.bearer()), 401, "UNAUTHENTICATED");
    }

    @Test
    void whatFailedOnTheWayCanBeDoneAgain() {
        Member member = member();
        feature.broken = true;
        assertError(delete(member, body("password", PASSWORD)), 500, "INTERNAL");
        feature.broken = false;

        String access =
                json(login(member.email(), PASSWORD)).at("/access_token").asString();

        assertThat(delete(new Member(member.id(), member.email(), access, ""), body("password", PASSWORD))
                        .statusCode())
                .isEqualTo(204);
    }

    static List<String> methodsAndPaths() {
        return List.of(
                "GET /users/me",
                "PUT /users/me",
                "DELETE /users/me",
                "GET /users/me/permissions",
                "GET /users/me/export",
                "POST /auth/logout",
                "POST /auth/password/change");
    }

    @ParameterizedTest
    @MethodSource("methodsAndPaths")
    void aMachineHasNoAccountAndAStrangerIsToldToSignIn(String methodAndPath) {
        String[] target = methodAndPath.split(" ");
        UUID id = UUID.randomUUID();
        owner().sql("INSERT INTO service_tokens (id, name, created_at, expires_at) VALUES (:id, 'bff', now(), now())")
                .param("id", id)
                .update();
        String token = tokens.ofService("bff", id, List.of("run:read"), clock.instant(), Duration.ofHours(1));

        assertError(withBody(target[0], target[1], "{}", "Authorization", "Bearer " + token), 403, "FORBIDDEN");
        HttpResponse<String> stranger = withBody(target[0], target[1], "{}");
        assertError(stranger, 401, "UNAUTHENTICATED");
        assertThat(header(stranger, "WWW-Authenticate")).isEqualTo("Bearer");
    }

    private Member withoutPassword() {
        String id = UUID.randomUUID().toString();
        accounts.insert(id, someEmail(), null, Set.of(Role.MEMBER));
        Account account = accounts.find(id).orElseThrow();
        return new Member(id, account.email(), sessions.begin(account).accessToken(), "");
    }

    private HttpResponse<String> put(Member member, String body) {
        return withBody("PUT", "/users/me", body, member.bearer());
    }

    private HttpResponse<String> delete(Member member, String body) {
        return withBody("DELETE", "/users/me", body, member.bearer());
    }
}
