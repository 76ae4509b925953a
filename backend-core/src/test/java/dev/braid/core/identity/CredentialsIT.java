package dev.braid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Of everything that could be sent as a credential, one thing is believed: a valid token that this service signed. */
class CredentialsIT extends IdentityTestServer {

    @Autowired
    private SigningKeys keys;

    @Test
    void aTokenThatThisServiceSignedIsBelieved() throws JOSEException {
        assertThat(use(signed(claims(member()).build())).statusCode()).isEqualTo(200);
    }

    @Test
    void everyOtherTokenIsRefusedInTheSameWords() throws JOSEException {
        Member member = member();
        JWTClaimsSet claims = claims(member).build();
        ECKey stranger =
                new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
        byte[] publicKey = keys.signing().toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
        Instant now = clock.instant();
        Map<String, String> tokens = new LinkedHashMap<>();
        tokens.put("malformed", "abc.def");
        tokens.put("no token at all", "x");
        tokens.put("alg none", new PlainJWT(claims).serialize());
        tokens.put("HS256 with the public key", signed(claims, JWSAlgorithm.HS256, kid(), new MACSigner(publicKey)));
        tokens.put("another's key", signed(claims, JWSAlgorithm.ES256, stranger.getKeyID(), new ECDSASigner(stranger)));
        tokens.put(
                "another's key under our name", signed(claims, JWSAlgorithm.ES256, kid(), new ECDSASigner(stranger)));
        tokens.put("unknown key", signed(claims, JWSAlgorithm.ES256, "unknown", new ECDSASigner(keys.signing())));
        tokens.put("tampered", tampered(signed(claims)));
        tokens.put("without signature", signed(claims).replaceAll("[^.]*$", ""));
        tokens.put(
                "expired",
                signed(claims(member)
                        .expirationTime(Date.from(now.minusSeconds(31)))
                        .build()));
        tokens.put(
                "not yet valid",
                signed(claims(member)
                        .notBeforeTime(Date.from(now.plusSeconds(60)))
                        .build()));
        tokens.put("without expiry", signed(claims(member).expirationTime(null).build()));
        tokens.put(
                "another issuer", signed(claims(member).issuer("https://braid").build()));
        tokens.put("without issuer", signed(claims(member).issuer(null).build()));
        tokens.put("another audience", signed(claims(member).audience("other").build()));
        tokens.put("without subject", signed(claims(member).subject(null).build()));
        tokens.put("unknown subject", signed(claims(member).subject("nobody").build()));
        tokens.put(
                "injected subject",
                signed(claims(member).subject("' OR true --").build()));
        tokens.put(
                "subject that no database stores",
                signed(claims(member).subject("a\0b").build()));
        tokens.put(
                "subject longer than any",
                signed(claims(member).subject("a".repeat(37)).build()));
        tokens.put("another version", signed(claims(member).claim("ver", 7).build()));
        tokens.put("without version", signed(claims(member).claim("ver", null).build()));
        tokens.put(
                "version of another type",
                signed(claims(member).claim("ver", "0").build()));
        tokens.put(
                "unknown machine",
                signed(claims(member)
                        .subject("service:bff")
                        .jwtID(UUID.randomUUID().toString())
                        .build()));
        tokens.put(
                "machine without a token's id",
                signed(claims(member).subject("service:bff").build()));
        tokens.put(
                "machine with what is no token's id",
                signed(claims(member).subject("service:bff").jwtID("x").build()));
        tokens.put(
                "very long",
                signed(claims(member)
                        .claim("x", "x".repeat(4_000))
                        .audience("other")
                        .build()));

        tokens.forEach((what, token) -> {
            HttpResponse<String> response = use(token);
            assertThat(response.statusCode()).as(what).isEqualTo(401);
            assertThat(json(response).at("/error/code").asString()).as(what).isEqualTo("UNAUTHENTICATED");
            assertThat(json(response).at("/error/message").asString())
                    .as(what)
                    .isEqualTo("credential: not valid (expected: a bearer token of this service that has not expired)");
            assertThat(header(response, "WWW-Authenticate")).as(what).isEqualTo("Bearer error=\"invalid_token\"");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Basic YTpi", "Bearer", "Bearer ", "Bearer a b", "Token abc", "bearer \"x\"", "Bearer \u00e9"})
    void whatIsNoBearerTokenIsNotOverlooked(String authorization) {
        assertError(get("/healthz", "Authorization", authorization), 401, "UNAUTHENTICATED");
    }

    @Test
    void aTokenInTheQueryIsNoCredential() {
        Member member = member();

        assertError(get("/users/me?access_token=" + member.access()), 401, "UNAUTHENTICATED");
    }

    @Test
    void twoCredentialsAreNone() {
        Member member = member();

        assertError(
                get(
                        "/users/me",
                        "Authorization",
                        "Bearer " + member.access(),
                        "Authorization",
                        "Bearer " + member.access()),
                401,
                "UNAUTHENTICATED");
    }

    @Test
    void whoIsAboutToProveWhoTheyAreIsNotAskedWhoTheyWere() {
        Member member = member();
        String[] stale = {"Authorization", "Bearer stale"};

        assertThat(post("/auth/refresh", body("refresh_token", member.refresh()), stale)
                        .statusCode())
                .isEqualTo(200);
        assertThat(post("/auth/login", body("email", member.email(), "password", PASSWORD), stale)
                        .statusCode())
                .isEqualTo(200);
    }

    private HttpResponse<String> use(String token) {
        return get("/users/me", "Authorization", "Bearer " + token);
    }

    private JWTClaimsSet.Builder claims(Member member) {
        Instant now = clock.instant();
        return new JWTClaimsSet.Builder()
                .issuer("braid")
                .audience("braid")
                .subject(member.id())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(Duration.ofMinutes(5))))
                .claim("ver", 0)
                .claim("roles", List.of("member"))
                .claim("permissions", List.of("run:read"));
    }

    private String kid() {
        return keys.signing().getKeyID();
    }

    private String signed(JWTClaimsSet claims) throws JOSEException {
        return signed(claims, JWSAlgorithm.ES256, kid(), new ECDSASigner(keys.signing()));
    }

    private static String signed(JWTClaimsSet claims, JWSAlgorithm algorithm, String kid, JWSSigner signer)
            throws JOSEException {
        JWSHeader header = new JWSHeader.Builder(algorithm)
                .keyID(kid)
                .type(JOSEObjectType.JWT)
                .build();
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(signer);
        return token.serialize();
    }

    private static String tampered(String token) {
        int at = token.indexOf('.') + 20;
        char other = token.charAt(at) == 'A' ? 'B' : 'A';
        return token.substring(0, at) + other + token.substring(at + 1);
    }
}
