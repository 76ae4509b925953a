package dev.braid.bff.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.braid.bff.TestClock;
import dev.braid.bff.TestIssuer;
import dev.braid.bff.observe.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.HttpHeaders;
import org.springframework.util.ClassUtils;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class VerifiedTokensTest {

    private static final TestIssuer ISSUER = new TestIssuer();
    private static final Instant LATER = Instant.now().plusSeconds(3600);

    private final TestClock clock = new TestClock();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicInteger asked = new AtomicInteger();
    private boolean away;
    private final VerifiedTokens tokens = new VerifiedTokens(new KnownKeys(this::published, clock), clock, meters);

    private Mono<PublishedKeys.Reply> published() {
        asked.incrementAndGet();
        return away
                ? Mono.error(new IllegalStateException("backend: away"))
                : Mono.just(new PublishedKeys.Reply(ISSUER.published(), Duration.ofMinutes(5)));
    }

    private @Nullable Identity identity(String... authorization) {
        return tokens.identity(caller(authorization)).block();
    }

    private static Caller caller(String... authorization) {
        HttpHeaders headers = new HttpHeaders();
        Stream.of(authorization).forEach(value -> headers.add(HttpHeaders.AUTHORIZATION, value));
        return Caller.of(headers);
    }

    private double counted(String outcome) {
        return meters.counter(Metrics.TOKEN_CHECKS, Metrics.OUTCOME, outcome).count();
    }

    @Test
    void saysWhoSignedInAndWhatTheyMay() {
        Identity identity = identity("Bearer " + ISSUER.token("alice", "flag:write", "run:read"));

        assertThat(identity.subject()).isEqualTo("alice");
        assertThat(identity.may("flag:write")).isTrue();
        assertThat(identity.may("cache:admin")).isFalse();
    }

    @Test
    void verifiesATokenOnce() {
        String token = "bearer " + ISSUER.token("alice");
        identity(token);
        identity(token);

        assertThat(counted("verified")).isEqualTo(1);
        assertThat(counted("remembered")).isEqualTo(1);
    }

    @Test
    void verifiesATokenAnewAfterSomeMinutes() {
        String token = "Bearer " + ISSUER.token("alice");
        identity(token);
        clock.advance(Duration.ofMinutes(5).plusMillis(1));
        identity(token);

        assertThat(counted("verified")).isEqualTo(2);
    }

    @Test
    void looksAtTheExpiryOfWhatItRemembers() {
        Instant expiry = clock.instant().plusSeconds(60);
        String token = "Bearer " + ISSUER.token("alice", expiry);
        identity(token);

        clock.set(expiry.plusSeconds(30).minusMillis(1));
        assertThat(identity(token)).isNotNull();
        clock.set(expiry.plusSeconds(30));
        assertThat(identity(token)).isNull();
    }

    static Stream<String> garbage() throws JOSEException {
        String good = ISSUER.token("alice");
        String[] parts = good.split("\\.");
        String none = new PlainJWT(claims().build()).serialize();
        return Stream.of(
                "Basic YTpi",
                "Bearer",
                "Bearer ",
                "Bearer a",
                "Bearer a.b.c",
                "Bearer " + good + " ",
                "Bearer  " + good,
                "Bearer " + parts[0] + "." + parts[1],
                "Bearer " + parts[0] + "." + parts[1] + ".",
                "Bearer " + good + "." + parts[2],
                "Bearer " + "a".repeat(9000),
                "Bearer " + none,
                "Bearer " + none + "e30",
                "Bearer " + symmetric(),
                "Bearer " + withoutExpiry(),
                "Bearer " + ISSUER.token("alice", Instant.now().minusSeconds(60)));
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer("braid")
                .audience("braid")
                .subject("alice")
                .expirationTime(Date.from(LATER));
    }

    /** The public key, which everyone knows, taken for a secret. */
    private static String symmetric() throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .keyID(ISSUER.key().getKeyID())
                        .build(),
                claims().build());
        token.sign(new MACSigner(ISSUER.key().toPublicJWK().toJSONString().getBytes()));
        return token.serialize();
    }

    private static String withoutExpiry() {
        return TestIssuer.signed(ISSUER.key(), claims().expirationTime(null).build());
    }

    @ParameterizedTest
    @MethodSource("garbage")
    void refusesGarbageWithoutAskingForAKey(String authorization) {
        assertThat(identity(authorization)).isNull();

        assertThat(asked).hasValue(0);
        assertThat(counted("refused")).isEqualTo(1);
    }

    static Stream<String> forgeries() {
        String[] good = ISSUER.token("alice").split("\\.");
        String[] other = ISSUER.token("mallory").split("\\.");
        ECKey foreign = new TestIssuer().key();
        ECKey pretended =
                new ECKey.Builder(foreign).keyID(ISSUER.key().getKeyID()).build();
        return Stream.of(
                good[0] + "." + other[1] + "." + good[2],
                TestIssuer.signed(pretended, claims().build()),
                TestIssuer.signed(foreign, claims().build()),
                TestIssuer.signed(ISSUER.key(), claims().issuer("other").build()),
                TestIssuer.signed(ISSUER.key(), claims().issuer(null).build()),
                TestIssuer.signed(ISSUER.key(), claims().audience("other").build()),
                TestIssuer.signed(ISSUER.key(), claims().audience((String) null).build()),
                TestIssuer.signed(ISSUER.key(), claims().subject(null).build()),
                TestIssuer.signed(ISSUER.key(), claims().subject("").build()),
                TestIssuer.signed(
                        ISSUER.key(), claims().notBeforeTime(Date.from(LATER)).build()));
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void refusesWhatTheBackendDidNotSignForBraid(String token) {
        assertThat(identity("Bearer " + token)).isNull();
        assertThat(identity("Bearer " + token)).isNull();

        assertThat(counted("refused")).isEqualTo(2);
    }

    @Test
    void refusesTwoTokensAtOnce() {
        String token = "Bearer " + ISSUER.token("alice");

        assertThat(identity(token, token)).isNull();
    }

    @Test
    void readsNoPermissionsOutOfSomethingElse() {
        String odd = ISSUER.signed(claims ->
                claims.subject("alice").claim("permissions", "flag:write").expirationTime(Date.from(LATER)));
        String mixed = ISSUER.signed(claims -> claims.subject("alice")
                .claim("permissions", List.of(1, "run:read"))
                .expirationTime(Date.from(LATER)));

        assertThat(identity("Bearer " + odd).permissions()).isEmpty();
        assertThat(identity("Bearer " + mixed).permissions()).containsExactly("run:read");
    }

    @Test
    void cannotTellWithoutKeysAndRemembersNothingOfIt() {
        String token = "Bearer " + ISSUER.token("alice");
        away = true;
        assertThatThrownBy(() -> identity(token)).isInstanceOf(KnownKeys.UnavailableException.class);
        assertThat(counted("unavailable")).isEqualTo(1);

        away = false;
        clock.advance(Duration.ofSeconds(1));
        assertThat(identity(token)).isNotNull();
    }

    @Test
    void looksAtNoMoreSignaturesAtATimeThanItCan() {
        AtomicBoolean busy = new AtomicBoolean(true);
        for (int thread = 0; thread < Schedulers.DEFAULT_POOL_SIZE; thread++) {
            Schedulers.parallel().schedule(() -> {
                while (busy.get()) {
                    // Keeps its thread; BlockHound forbids even Thread.onSpinWait.
                }
            });
        }
        Queue<Identity> verified = new ConcurrentLinkedQueue<>();
        Queue<Throwable> refused = new ConcurrentLinkedQueue<>();
        try {
            List<Disposable> asking = IntStream.rangeClosed(1, 66)
                    .mapToObj(user -> tokens.identity(caller("Bearer " + ISSUER.token("user " + user)))
                            .subscribe(verified::add, refused::add))
                    .toList();
            assertThat(refused).hasSize(2).hasOnlyElementsOfType(KnownKeys.UnavailableException.class);

            asking.get(0).dispose();
            tokens.identity(caller("Bearer " + ISSUER.token("late"))).subscribe(verified::add, refused::add);
        } finally {
            busy.set(false);
        }
        await().untilAsserted(() -> assertThat(verified).hasSize(64));
        assertThat(verified).extracting(Identity::subject).contains("late");
        assertThat(refused).hasSize(2);
    }

    @Test
    void needsNoKeysForWhatItRemembers() {
        String token = "Bearer " + ISSUER.token("alice");
        identity(token);
        away = true;

        assertThat(identity(token)).isNotNull();
    }

    /** Its presence would put a filter chain in front of everything, and Togglz would want a user of it. */
    @Test
    void bringsNoFilterChain() {
        assertThat(ClassUtils.isPresent("org.springframework.security.web.server.SecurityWebFilterChain", null))
                .isFalse();
        assertThat(ClassUtils.isPresent(
                        "org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity", null))
                .isFalse();
    }
}
