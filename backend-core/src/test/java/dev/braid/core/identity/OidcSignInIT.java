package dev.braid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.CoreTestServer;
import dev.braid.core.identity.IdentityProvider.Person;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.JsonNode;

/** The whole way: to an identity provider that really is one, and back; each redirect followed by hand. */
@TestPropertySource(
        properties = {
            "braid.oidc.client.id=" + IdentityProvider.CLIENT,
            "braid.oidc.client.secret=" + IdentityProvider.SECRET,
            "braid.oidc.domains=example.org, Example.COM",
            "braid.public.url=https://braid.example/"
        })
class OidcSignInIT extends CoreTestServer {

    private static final String REDIRECT = "https://braid.example/auth/oidc/callback";
    private static final IdentityProvider PROVIDER = IdentityProvider.start(0, REDIRECT);
    private static final HttpClient BROWSER = HttpClient.newHttpClient();

    @Autowired
    private Accounts accounts;

    @Autowired
    private Sessions sessions;

    @Autowired
    private PasswordHashing hashing;

    private final String name = "user" + UUID.randomUUID().toString().substring(0, 8);
    private final String email = name + "@example.org";

    /** A browser that has been sent away: its cookie, and where it was sent to. */
    private record Away(String cookie, URI provider) {}

    @DynamicPropertySource
    static void useTheProvider(DynamicPropertyRegistry properties) {
        properties.add("braid.oidc.issuer", PROVIDER::issuer);
    }

    @AfterAll
    static void stopTheProvider() {
        PROVIDER.close();
    }

    @BeforeEach
    void somebodyAtTheProvider() {
        PROVIDER.expects(new Person(name, email, true));
    }

    @Test
    void somebodyNewGetsAnAccountAndTokens() {
        HttpResponse<String> response = signIn();

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
        assertThat(json(response).at("/token_type").asString()).isEqualTo("Bearer");
        JsonNode me = me(response);
        assertThat(me.at("/email").asString()).isEqualTo(email);
        Account account = accounts.findByEmail(email).orElseThrow();
        assertThat(account.roles()).containsExactly(Role.MEMBER);
        assertThat(account.emailVerified()).isTrue();
        assertThat(account.passwordHash()).isNull();
        assertThat(eventsOf(account.id())).containsExactly("oidc.account_made", "oidc.signed_in");
    }

    @Test
    void theBrowserIsSentAwayWithStateNonceAndProofKeyAndACookieOfItsOwn() {
        HttpResponse<String> response = get("/auth/oidc/login");

        Map<String, String> asked = query(URI.create(header(response, "Location")));
        assertThat(response.statusCode()).isEqualTo(302);
        assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
        assertThat(header(response, "Location")).startsWith(PROVIDER.issuer() + "/oauth2/authorize?");
        assertThat(asked)
                .containsEntry("response_type", "code")
                .containsEntry("client_id", IdentityProvider.CLIENT)
                .containsEntry("redirect_uri", REDIRECT)
                .containsEntry("code_challenge_method", "S256")
                .containsEntry("scope", "openid email profile")
                .containsKeys("state", "nonce", "code_challenge");
        assertThat(header(response, "Set-Cookie"))
                .matches("braid-sign-in=[A-Za-z0-9_-]{43};.*")
                .contains("; Path=/auth/oidc; ", "; Max-Age=600; ", "; Secure; ", "; HttpOnly; ", "; SameSite=Lax");
        List<String> stored = owner().sql("SELECT request FROM oidc_sign_ins")
                .query(String.class)
                .list();
        assertThat(stored).isNotEmpty().allMatch(request -> request.startsWith("v1:"));
    }

    @Test
    void whoComesAgainIsTheSameWhateverTheirAddressIsByThen() {
        String id = me(signIn()).at("/id").asString();
        PROVIDER.expects(new Person(name, "new-" + email, true));

        assertThat(me(signIn()).at("/id").asString()).isEqualTo(id);
    }

    @Test
    void anAccountWhoseAddressWasVerifiedHereIsLinkedAndKeepsItsPassword() {
        String id = register();
        accounts.confirmEmail(id);
        String before = sessions.begin(accounts.find(id).orElseThrow()).accessToken();

        HttpResponse<String> response = signIn();

        assertThat(me(response).at("/id").asString()).isEqualTo(id);
        assertThat(accounts.find(id).orElseThrow().passwordHash()).isNotNull();
        assertThat(get("/users/me", "Authorization", "Bearer " + before).statusCode())
                .isEqualTo(200);
        assertThat(eventsOf(id)).containsExactly("oidc.account_linked", "oidc.signed_in");
    }

    @Test
    void whoHasRegisteredAForeignAddressBeforehandIsShutOutWhenItsOwnerComes() {
        String id = register();
        String squatter = sessions.begin(accounts.find(id).orElseThrow()).accessToken();
        assertThat(get("/users/me", "Authorization", "Bearer " + squatter).statusCode())
                .isEqualTo(200);

        HttpResponse<String> response = signIn();

        assertThat(me(response).at("/id").asString()).isEqualTo(id);
        Account account = accounts.find(id).orElseThrow();
        assertThat(account.passwordHash()).isNull();
        assertThat(account.emailVerified()).isTrue();
        assertThat(get("/users/me", "Authorization", "Bearer " + squatter).statusCode())
                .isEqualTo(401);
        assertThat(owner().sql("SELECT count(*) FROM refresh_tokens WHERE user_id = :id AND revoked_at IS NULL")
                        .param("id", id)
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"false", ","})
    void anAddressThatTheProviderHasNotVerifiedIsNobodys(Boolean verified) {
        PROVIDER.expects(new Person(name, email, verified));

        assertRefused(signIn(), 403, "FORBIDDEN");
        assertThat(accounts.findByEmail(email)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "somebody@example.net",
                "somebody@example.org.net",
                "example.org",
                "@example.org",
                "\u212aim@example.org"
            })
    void anAddressOfAnotherDomainMayNotComeIn(String elsewhere) {
        PROVIDER.expects(new Person(name, elsewhere, true));

        assertRefused(signIn(), 403, "FORBIDDEN");
    }

    @Test
    void aProviderThatTellsNoAddressLetsNobodyIn() {
        PROVIDER.expects(new Person(name, null, true));

        assertRefused(signIn(), 403, "FORBIDDEN");
    }

    @Test
    void aDeactivatedAccountStaysOut() {
        String id = me(signIn()).at("/id").asString();
        accounts.setActive(id, false);

        assertRefused(signIn(), 403, "FORBIDDEN");
    }

    @Test
    void aDeactivatedAccountIsNotLinkedEither() {
        String id = register();
        accounts.setActive(id, false);

        assertRefused(signIn(), 403, "FORBIDDEN");
        assertThat(accounts.find(id).orElseThrow().emailVerified()).isFalse();
    }

    @Test
    void aSignInIsGoodOnce() {
        Away away = away();
        String callback = comeBack(away);
        assertThat(get(callback, "Cookie", away.cookie()).statusCode()).isEqualTo(200);

        assertRefused(get(callback, "Cookie", away.cookie()), 401, "UNAUTHENTICATED");
    }

    @Test
    void aSignInIsGoodForItsOwnBrowserOnly() {
        Away mine = away();
        String callback = comeBack(mine);
        Away another = away();

        assertRefused(get(callback, "Cookie", another.cookie()), 401, "UNAUTHENTICATED");
        assertRefused(get(callback, "Cookie", mine.cookie()), 401, "UNAUTHENTICATED");
        assertRefused(get(comeBack(away())), 401, "UNAUTHENTICATED");
        assertRefused(get(comeBack(away()), "Cookie", "braid-sign-in=x; a=b"), 401, "UNAUTHENTICATED");
    }

    @Test
    void oneBrowserMaySignInFromTwoTabs() {
        Away first = away();
        HttpResponse<String> second = get("/auth/oidc/login", "Cookie", first.cookie());

        assertThat(header(second, "Set-Cookie")).startsWith(first.cookie() + ";");
        assertThat(get(comeBack(first), "Cookie", first.cookie()).statusCode()).isEqualTo(200);
        Away later = new Away(first.cookie(), URI.create(header(second, "Location")));
        assertThat(get(comeBack(later), "Cookie", later.cookie()).statusCode()).isEqualTo(200);
    }

    @Test
    void aSignInThatTookTooLongIsOver() {
        Away away = away();
        String callback = comeBack(away);
        owner().sql("UPDATE oidc_sign_ins SET expires_at = now() - interval '1 second'")
                .update();

        assertRefused(get(callback, "Cookie", away.cookie()), 401, "UNAUTHENTICATED");
    }

    @Test
    void aStateThatNobodyWasGivenIsRefused() {
        assertRefused(
                get("/auth/oidc/callback?code=c&state=made-up", "Cookie", away().cookie()), 401, "UNAUTHENTICATED");
    }

    @Test
    void aRequestMovedToAnotherSignInDoesNotOpen() {
        Away away = away();
        String callback = comeBack(away);
        away();
        owner().sql("""
                UPDATE oidc_sign_ins s SET request = (SELECT max(o.request) FROM oidc_sign_ins o WHERE o.state_hash <> s.state_hash)
                """).update();

        assertThat(get(callback, "Cookie", away.cookie()).statusCode()).isEqualTo(500);
    }

    @Test
    void aCodeThatTheProviderDidNotGiveIsRefused() {
        Away away = away();
        String state = query(away.provider()).get("state");

        HttpResponse<String> response = get("/auth/oidc/callback?code=made-up&state=" + state, "Cookie", away.cookie());

        assertRefused(response, 401, "UNAUTHENTICATED");
    }

    @ParameterizedTest
    @CsvSource({
        "error=access_denied, 401, UNAUTHENTICATED, access_denied",
        "error=%3Cscript%3E&error_description=x, 401, UNAUTHENTICATED, an error",
        "error=server_error, 502, UPSTREAM_UNAVAILABLE, does not answer",
        "code=c&iss=https://other.example, 401, UNAUTHENTICATED, not the one that was asked"
    })
    void whatTheProviderRefusesIsRefused(String answer, int status, String code, String message) {
        Away away = away();
        String state = query(away.provider()).get("state");

        HttpResponse<String> response =
                get("/auth/oidc/callback?state=" + state + "&" + answer, "Cookie", away.cookie());

        assertRefused(response, status, code);
        assertThat(response.body()).contains(message).doesNotContain("script");
    }

    static Stream<Map<String, Object>> lies() {
        Instant now = Instant.now();
        return Stream.of(
                Map.of("nonce", "another"),
                Map.of("aud", List.of("another")),
                Map.of("iss", "https://other.example"),
                Map.of("iat", now.minusSeconds(1200), "exp", now.minusSeconds(600)));
    }

    @ParameterizedTest
    @MethodSource("lies")
    void anIdTokenThatIsNotRightIsRefused(Map<String, Object> claims) {
        PROVIDER.lies(claims);

        assertRefused(signIn(), 401, "UNAUTHENTICATED");
        assertThat(accounts.findByEmail(email)).isEmpty();
    }

    @Test
    void anIdTokenOfAForeignKeyIsRefused() {
        PROVIDER.signsWithAForeignKey();

        assertRefused(signIn(), 401, "UNAUTHENTICATED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/auth/oidc/callback",
                "/auth/oidc/callback?code=c",
                "/auth/oidc/callback?state=s",
                "/auth/oidc/callback?code=&state=s",
                "/auth/oidc/callback?code=c&code=d&state=s",
                "/auth/oidc/callback?code=c&state=s&state=t",
                "/auth/oidc/callback?code=c&error=e&state=s",
                "/auth/oidc/login?state=mine"
            })
    void whatCannotBeRightIsNamed(String target) {
        assertRefused(get(target), 422, "VALIDATION");
    }

    /** Not recorded: the document names no parameters of providers' own. */
    @Test
    void whatTheProviderSaysBesidesDoesNotMatter() throws Exception {
        Away away = away();
        HttpRequest request = HttpRequest.newBuilder(uri(comeBack(away) + "&session_state=x&scope=openid"))
                .header("Cookie", away.cookie())
                .build();

        assertThat(BROWSER.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void failuresAreOnRecordAndWhatNobodyBeganIsNot() {
        PROVIDER.expects(new Person(name, email, false));
        long before = failures();
        signIn();
        get("/auth/oidc/callback?code=c&state=made-up", "Cookie", away().cookie());

        assertThat(failures()).isEqualTo(before + 1);
    }

    @Test
    void noMoreSignInsAreBegunThanStrangersMayFillTheDatabaseWith() {
        owner().sql("""
                INSERT INTO oidc_sign_ins (state_hash, browser_hash, request, expires_at)
                SELECT sha256(('full' || n)::bytea), 'b', 'full', now() + interval '1 hour' FROM generate_series(1, 100000) n
                """).update();
        try {
            HttpResponse<String> response = get("/auth/oidc/login");

            assertRefused(response, 503, "BUSY");
            assertThat(header(response, "Retry-After")).isEqualTo("600");
        } finally {
            owner().sql("DELETE FROM oidc_sign_ins WHERE request = 'full'").update();
        }
    }

    private HttpResponse<String> signIn() {
        Away away = away();
        return get(comeBack(away), "Cookie", away.cookie());
    }

    private Away away() {
        HttpResponse<String> response = get("/auth/oidc/login");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(302);
        String cookie = header(response, "Set-Cookie").split(";", 2)[0];
        return new Away(cookie, URI.create(header(response, "Location")));
    }

    /** Through the provider; the path and query that it sends the browser back to. */
    private static String comeBack(Away away) {
        try {
            HttpResponse<String> response =
                    BROWSER.send(HttpRequest.newBuilder(away.provider()).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(302);
            String location = header(response, "Location");
            assertThat(location).startsWith(REDIRECT);
            return location.substring("https://braid.example".length());
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private String register() {
        String id = UUID.randomUUID().toString();
        accounts.insert(id, email, hashing.hash("correct horse battery"), Set.of(Role.MEMBER));
        return id;
    }

    private JsonNode me(HttpResponse<String> pair) {
        assertThat(pair.statusCode()).as(pair.body()).isEqualTo(200);
        return json(get(
                "/users/me",
                "Authorization",
                "Bearer " + json(pair).at("/access_token").asString()));
    }

    private static void assertRefused(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(json(response).at("/error/code").asString()).isEqualTo(code);
        assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
    }

    private static List<String> eventsOf(String userId) {
        return owner().sql("SELECT type FROM security_events WHERE actor = :actor ORDER BY seq")
                .param("actor", userId)
                .query(String.class)
                .list();
    }

    private static long failures() {
        return owner().sql("SELECT count(*) FROM security_events WHERE type = 'oidc.failed'")
                .query(Long.class)
                .single();
    }

    private static Map<String, String> query(URI uri) {
        return UriComponentsBuilder.fromUri(uri).build(true).getQueryParams().toSingleValueMap().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> decoded(entry.getValue())));
    }

    private static String decoded(String text) {
        return java.net.URLDecoder.decode(text, java.nio.charset.StandardCharsets.UTF_8);
    }
}
