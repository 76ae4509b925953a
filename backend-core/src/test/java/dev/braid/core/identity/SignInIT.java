package dev.braid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import tools.jackson.databind.JsonNode;

class SignInIT extends IdentityTestServer {

    @Autowired
    private JwtDecoder decoder;

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private SignInFailures failures;

    @Autowired
    private AsTheService asTheService;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void aNewUserIsAMemberAndSignsIn() {
        String email = someEmail();

        HttpResponse<String> made = post(
                "/auth/register",
                body("email", "  " + email, "password", PASSWORD, "display_name", "Ada", "time_zone", "Europe/London"));

        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(header(made, "Cache-Control")).isEqualTo("no-store");
        JsonNode user = json(made);
        assertThat(user.at("/email").asString()).isEqualTo(email);
        assertThat(user.at("/email_verified").asBoolean()).isFalse();
        assertThat(user.at("/roles/0").asString()).isEqualTo("member");
        assertThat(made.body()).doesNotContain("argon2", PASSWORD);

        HttpResponse<String> signedIn = login(email.toUpperCase(Locale.ROOT), PASSWORD);
        assertThat(signedIn.statusCode()).as(signedIn.body()).isEqualTo(200);
        assertThat(header(signedIn, "Cache-Control")).isEqualTo("no-store");
        JsonNode pair = json(signedIn);
        assertThat(pair.at("/token_type").asString()).isEqualTo("Bearer");
        assertThat(pair.at("/expires_in").asInt()).isEqualTo(1800);
        Jwt token = decoder.decode(pair.at("/access_token").asString());
        assertThat(token.getSubject()).isEqualTo(user.at("/id").asString());
        assertThat(token.getClaimAsStringList("roles")).containsExactly("member");
        assertThat(token.getClaimAsStringList("permissions"))
                .containsExactly("portfolio:read", "run:read", "run:write", "sprint:read", "task:read", "task:write");
        assertThat(eventsAbout(token.getSubject())).containsExactly("account.registered", "login.succeeded");
    }

    @Test
    void anAddressHasOneAccountHoweverItIsWritten() {
        Member member = member();

        HttpResponse<String> again =
                post("/auth/register", body("email", member.email().toUpperCase(Locale.ROOT), "password", PASSWORD));

        assertError(again, 409, "CONFLICT");
        assertThat(again.body()).doesNotContain(member.email());
    }

    @Test
    void ofTwoWhoRegisterAtOnceOneGetsTheAddress() {
        String email = someEmail();

        List<Integer> replies =
                atOnce(2, () -> post("/auth/register", body("email", email, "password", PASSWORD))).stream()
                        .map(HttpResponse::statusCode)
                        .sorted()
                        .toList();

        assertThat(replies).containsExactly(201, 409);
    }

    static Stream<String> bodiesThatAreRefused() {
        String email = "a@example.com";
        return Stream.of(
                "{}",
                "[]",
                "1",
                "null",
                body("email", email),
                body("password", PASSWORD),
                body("email", null, "password", PASSWORD),
                body("email", 1, "password", PASSWORD),
                body("email", List.of(email), "password", PASSWORD),
                body("email", "", "password", PASSWORD),
                body("email", "nobody", "password", PASSWORD),
                body("email", "a@", "password", PASSWORD),
                body("email", "a b@example.com", "password", PASSWORD),
                body("email", "a@b@example.com", "password", PASSWORD),
                body("email", "a@example.com\r\nBcc: b@example.com", "password", PASSWORD),
                body("email", "a@example.com,b@example.com", "password", PASSWORD),
                body("email", "' OR 1=1 --@example.com", "password", PASSWORD),
                body("email", "a\u0000@example.com", "password", PASSWORD),
                body("email", "a".repeat(65) + "@example.com", "password", PASSWORD),
                body("email", "a@" + "b".repeat(60) + (".".repeat(1) + "c".repeat(60)).repeat(4), "password", PASSWORD),
                body("email", email, "password", ""),
                body("email", email, "password", "a\u0000bcdefghijk"),
                body("email", email, "password", 1234567890),
                body("email", email, "password", "a".repeat(129)),
                body("email", email, "password", "a".repeat(100_000)),
                body("email", email, "password", PASSWORD, "roles", List.of("admin")),
                "{\"email\":\"a@example.com\",\"password\":\"\\ud800ooooooooooooo\"}");
    }

    @ParameterizedTest
    @MethodSource("bodiesThatAreRefused")
    void whatIsNoRegistrationAndNoSignInIsRefused(String body) {
        for (String path : List.of("/auth/register", "/auth/login")) {
            HttpResponse<String> response = post(path, body);

            assertError(response, 422, "VALIDATION");
            assertThat(response.body()).doesNotContain(PASSWORD, "1234567890", "aaaaaaaaaa");
        }
    }

    @Test
    void everythingThatIsWrongWithARegistrationIsNamedAtOnce() {
        HttpResponse<String> response = post(
                "/auth/register",
                body("email", "x", "password", "short", "display_name", "a\nb", "time_zone", "Mars/Base", "a", 1));

        assertError(response, 422, "VALIDATION");
        assertThat(json(response).at("/error/details").propertyNames())
                .containsExactlyInAnyOrder("email", "password", "display_name", "time_zone", "a");
    }

    @Test
    void aPasswordMayBeAnyTextButTheAddress() {
        String email = someEmail();

        assertError(
                post("/auth/register", body("email", email, "password", email.toUpperCase(Locale.ROOT))),
                422,
                "VALIDATION");
        String odd = "\uD83D\uDC0E' OR 1=1; -- %00 \u00e9";
        assertThat(post("/auth/register", body("email", email, "password", odd)).statusCode())
                .isEqualTo(201);
        assertThat(login(email, odd).statusCode()).isEqualTo(200);
        assertError(login(email, odd + " "), 401, "UNAUTHENTICATED");
    }

    @Test
    void whatIsNotJsonIsRefusedAsSuch() {
        assertError(post("/auth/login", "{\"email\":"), 400, "BAD_REQUEST");
        assertError(
                send("POST", "/auth/login", "email=a", "Content-Type", "application/x-www-form-urlencoded"),
                415,
                "UNSUPPORTED_MEDIA_TYPE");
        assertError(
                post("/auth/login?email=a@example.com", body("email", "a@b.c", "password", "x")), 422, "VALIDATION");
    }

    @Test
    void nobodyLearnsWhetherThereIsAnAccount() {
        Member member = member();
        Member gone = member();
        accounts.setActive(gone.id(), false);

        Reply wrong = reply(() -> login(member.email(), "wrong horse"));
        Reply unknown = reply(() -> login(someEmail(), "wrong horse"));
        Reply deactivated = reply(() -> login(gone.email(), PASSWORD));
        String withoutPassword = someEmail();
        accounts.insert(UUID.randomUUID().toString(), withoutPassword, null, Set.of(Role.MEMBER));
        Reply elsewhere = reply(() -> login(withoutPassword, PASSWORD));

        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.hashes()).isEqualTo(1);
        assertThat(List.of(unknown, deactivated, elsewhere)).containsOnly(wrong);
    }

    @Test
    void fiveWrongPasswordsFromOnePlaceLockThatPlaceForAQuarterOfAnHour() {
        Member member = member();
        for (int i = 0; i < 5; i++) {
            assertError(login(member.email(), "wrong horse"), 401, "UNAUTHENTICATED");
        }

        HttpResponse<String> locked = login(member.email(), PASSWORD);

        assertError(locked, 429, "RATE_LIMITED");
        assertThat(Long.parseLong(header(locked, "Retry-After"))).isBetween(890L, 900L);
        assertThat(eventsAbout(member.id())).endsWith("login.failed", "login.locked");
        comeFromSomewhereElse();
        assertThat(login(member.email(), PASSWORD).statusCode()).isEqualTo(200);
    }

    @Test
    void aLockEnds() {
        Member member = member();
        for (int i = 0; i < 5; i++) {
            login(member.email(), "wrong horse");
        }
        assertError(login(member.email(), PASSWORD), 429, "RATE_LIMITED");

        clock.advance(Duration.ofMinutes(15));

        assertError(login(member.email(), "wrong horse"), 401, "UNAUTHENTICATED");
        assertThat(login(member.email(), PASSWORD).statusCode()).isEqualTo(200);
    }

    @Test
    void theRightPasswordOrEnoughTimeMakesWrongOnesForgotten() {
        Member member = member();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 4; i++) {
                assertError(login(member.email(), "wrong horse"), 401, "UNAUTHENTICATED");
            }
            if (round == 0) {
                assertThat(login(member.email(), PASSWORD).statusCode()).isEqualTo(200);
            } else {
                clock.advance(Duration.ofMinutes(15));
            }
        }
        assertThat(login(member.email(), PASSWORD).statusCode()).isEqualTo(200);
    }

    @Test
    void anAddressWithoutAccountIsLockedJustTheSame() {
        String nobody = someEmail();
        for (int i = 0; i < 5; i++) {
            assertError(login(nobody, "wrong horse"), 401, "UNAUTHENTICATED");
        }

        assertError(login(nobody, PASSWORD), 429, "RATE_LIMITED");
    }

    @Test
    void fiftyWrongPasswordsFromAnywhereLockTheAddress() {
        Member member = member();
        for (int i = 0; i < 50; i++) {
            failures.count(member.email(), "198.51.100." + i);
        }

        assertError(login(member.email(), PASSWORD), 429, "RATE_LIMITED");
    }

    @Test
    void ofManyGuessesAtOnceNoneAboveTheLimitIsAnswered() {
        Member member = member();

        List<Integer> replies = new ArrayList<>();
        // Who would wait for too long is told 503, and was not judged.
        while (!replies.contains(429)) {
            atOnce(16, () -> login(member.email(), "wrong horse")).forEach(reply -> replies.add(reply.statusCode()));
        }

        assertThat(replies).isSubsetOf(401, 429, 503);
        assertThat(replies.stream().filter(status -> status == 401)).hasSize(5);
        assertError(login(member.email(), PASSWORD), 429, "RATE_LIMITED");
    }

    @Test
    void ofTooManySignInsAtOnceSomeAreToldToComeBackAndTheOthersAreSignedIn() {
        Member member = member();
        long before = rows("refresh_tokens WHERE user_id", member.id());

        List<HttpResponse<String>> replies = atOnce(60, () -> login(member.email(), PASSWORD));

        List<HttpResponse<String>> refused =
                replies.stream().filter(reply -> reply.statusCode() != 200).toList();
        assertThat(refused).isNotEmpty().hasSizeLessThan(60).allSatisfy(reply -> {
            assertError(reply, 503, "BUSY");
            assertThat(header(reply, "Retry-After")).isEqualTo("1");
        });
        assertThat(rows("refresh_tokens WHERE user_id", member.id())).isEqualTo(before + 60 - refused.size());
        assertThat(login(member.email(), PASSWORD).statusCode()).isEqualTo(200);
    }

    @Test
    void onlyProxiesInPrivateNetworksAreBelievedAboutThePlace() {
        Member member = member();
        String other = "203.0.113.7";
        for (int i = 0; i < 5; i++) {
            address = "198.51.100." + i + ", " + other;
            assertError(login(member.email(), "wrong horse"), 401, "UNAUTHENTICATED");
        }

        address = other;
        assertError(login(member.email(), PASSWORD), 429, "RATE_LIMITED");
    }

    @Test
    void whatProxiesSayChangesNothingElse() {
        String[] said = {
            "X-Forwarded-Proto",
            "https",
            "X-Forwarded-Host",
            "elsewhere.example",
            "X-Forwarded-Port",
            "444",
            "X-Forwarded-For",
            "203.0.113.7",
            "Forwarded",
            "for=203.0.113.8;host=elsewhere.example;proto=https"
        };

        HttpResponse<String> redirected = get("/swagger-ui", said);
        HttpResponse<String> unknown = get("/nowhere", said);

        assertThat(redirected.statusCode()).isEqualTo(302);
        assertThat(header(redirected, "Location")).isEqualTo("/swagger-ui/");
        assertThat(redirected.headers().map()).doesNotContainKey("strict-transport-security");
        assertError(unknown, 404, "NOT_FOUND");
        assertThat(unknown.body()).doesNotContain("elsewhere");
    }

    @Test
    void aHashMadeWithLessIsMadeAnewAtSignIn() {
        String email = someEmail();
        String id = UUID.randomUUID().toString();
        String weak = new Argon2PasswordEncoder(16, 32, 1, 1024, 1).encode(PASSWORD);
        accounts.insert(id, email, weak, Set.of(Role.MEMBER));

        assertThat(login(email, PASSWORD).statusCode()).isEqualTo(200);

        assertThat(accounts.find(id).orElseThrow().passwordHash()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(login(email, PASSWORD).statusCode()).isEqualTo(200);
    }

    @Test
    void aRefreshTokenWorksOnce() {
        Member member = member();

        HttpResponse<String> second = refresh(member.refresh());
        assertThat(second.statusCode()).as(second.body()).isEqualTo(200);
        assertThat(header(second, "Cache-Control")).isEqualTo("no-store");
        String next = json(second).at("/refresh_token").asString();
        assertThat(get(
                                "/users/me",
                                "Authorization",
                                "Bearer " + json(second).at("/access_token").asString())
                        .statusCode())
                .isEqualTo(200);

        assertError(refresh(member.refresh()), 401, "UNAUTHENTICATED");
        assertError(refresh(next), 401, "UNAUTHENTICATED");
        assertError(refresh(member.refresh()), 401, "UNAUTHENTICATED");
        assertThat(eventsAbout(member.id()).stream().filter("refresh_token.reused"::equals))
                .hasSize(1);
    }

    @Test
    void anotherSessionOutlivesTheEndOfAStolenOne() {
        Member member = member();
        String other =
                json(login(member.email(), PASSWORD)).at("/refresh_token").asString();
        refresh(member.refresh());
        refresh(member.refresh());

        assertThat(refresh(other).statusCode()).isEqualTo(200);
    }

    @Test
    void ofManyWhoRefreshAtOnceOneWins() {
        Member member = member();

        List<Integer> replies = atOnce(8, () -> refresh(member.refresh())).stream()
                .map(HttpResponse::statusCode)
                .sorted()
                .toList();

        assertThat(replies).containsExactly(200, 401, 401, 401, 401, 401, 401, 401);
    }

    @Test
    void aRefreshTokenExpires() {
        Member member = member();

        clock.advance(Duration.ofDays(7));

        assertError(refresh(member.refresh()), 401, "UNAUTHENTICATED");
        assertThat(eventsAbout(member.id())).doesNotContain("refresh_token.reused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "' OR 1=1 --", "\uD83D\uDC0E"})
    void whatIsNoRefreshTokenIsRefused(String token) {
        HttpResponse<String> response = refresh(token);

        assertError(response, 401, "UNAUTHENTICATED");
        assertThat(header(response, "WWW-Authenticate")).isEqualTo("Bearer");
        assertError(refresh(token + "\u0000"), 422, "VALIDATION");
        assertError(refresh(token.repeat(129)), 422, "VALIDATION");
    }

    @Test
    void theDatabaseKnowsNoToken() {
        Member member = member();

        String stored = owner().sql("SELECT string_agg(t::text, ' ') FROM refresh_tokens t WHERE user_id = :id")
                .param("id", member.id())
                .query(String.class)
                .single();

        assertThat(stored).doesNotContain(member.refresh());
    }

    @Test
    void signingOutEndsTheSessionAndNoOther() {
        Member member = member();
        Member other = member();
        String elsewhere =
                json(login(member.email(), PASSWORD)).at("/refresh_token").asString();

        assertThat(logout(member, member.refresh()).statusCode()).isEqualTo(204);
        assertThat(logout(member, member.refresh()).statusCode()).isEqualTo(204);
        assertThat(logout(member, other.refresh()).statusCode()).isEqualTo(204);
        assertThat(logout(member, "unknown").statusCode()).isEqualTo(204);

        assertError(refresh(member.refresh()), 401, "UNAUTHENTICATED");
        assertThat(refresh(elsewhere).statusCode()).isEqualTo(200);
        assertThat(refresh(other.refresh()).statusCode()).isEqualTo(200);
        assertError(post("/auth/logout", body("refresh_token", elsewhere)), 401, "UNAUTHENTICATED");
        assertThat(eventsAbout(member.id())).contains("logout");
    }

    @Test
    void whatIsOldIsRemoved() {
        Member member = member();
        login(member.email(), "wrong horse");
        clock.advance(Duration.ofDays(8));

        failures.removeOld();
        asTheService.run(() -> Housekeeping.removeExpired(jdbc, clock));

        assertThat(rows("refresh_tokens WHERE user_id", member.id())).isZero();
        assertThat(rows("sign_in_failures WHERE email", member.email())).isZero();
    }

    private HttpResponse<String> logout(Member member, String token) {
        return post("/auth/logout", body("refresh_token", token), member.bearer());
    }

    private long hashes() {
        return meters.get("braid.passwords.hashed").timer().count();
    }

    /** What the sender sees, and the work that was done for it. */
    private record Reply(int status, String message, String challenge, long hashes) {}

    private Reply reply(Supplier<HttpResponse<String>> request) {
        long before = hashes();
        HttpResponse<String> response = request.get();
        return new Reply(
                response.statusCode(),
                json(response).at("/error/message").asString(),
                header(response, "WWW-Authenticate"),
                hashes() - before);
    }

    private static <T> List<T> atOnce(int times, Supplier<T> work) {
        ExecutorService threads = Executors.newFixedThreadPool(times);
        try {
            return IntStream.range(0, times)
                    .mapToObj(number -> CompletableFuture.supplyAsync(work, threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
        } finally {
            threads.shutdown();
        }
    }

    private static long rows(String condition, String value) {
        return owner().sql("SELECT count(*) FROM " + condition + " = :value")
                .param("value", value)
                .query(Long.class)
                .single();
    }
}
