package dev.braid.core.identity;

import dev.braid.contracts.ErrorCode;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.web.ApiException;
import java.security.MessageDigest;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.jackson.SecurityJacksonModules;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sign-ins under way at the identity provider, in the database: a browser may come back to another backend-core than the one that
 * sent it away. Each is good once, for a while, and for the browser that began it.
 */
@Repository
class OidcRequests {

    /** Time to find a second factor. */
    static final Duration LIFE = Duration.ofMinutes(10);

    /** Of some 1.5 KB each. Anybody can begin one: this is what strangers may fill. */
    private static final int MOST = 100_000;

    private final JdbcClient jdbc;
    private final SecretBox box;
    private final Clock clock;
    private final JsonMapper json = JsonMapper.builder()
            .addModules(SecurityJacksonModules.getModules(OidcRequests.class.getClassLoader()))
            .build();

    OidcRequests(JdbcClient jdbc, SecretBox box, Clock clock) {
        this.jdbc = jdbc;
        this.box = box;
        this.clock = clock;
    }

    private record Stored(byte[] browserHash, String request, Instant expiresAt) {}

    void store(OAuth2AuthorizationRequest request, OpaqueToken browser) {
        byte[] state = stateHash(Objects.requireNonNull(request.getState(), "state of a sign-in"));
        Instant now = clock.instant();
        CurrentCaller.runAs(Caller.SYSTEM, () -> {
            forgetExpired(now);
            jdbc.sql("""
                            INSERT INTO oidc_sign_ins (state_hash, browser_hash, request, expires_at)
                            VALUES (:state, :browser, :request, :expiresAt)
                            """)
                    .param("state", state)
                    .param("browser", browser.hash())
                    .param("request", box.seal(json.writeValueAsString(request), place(state)))
                    .param("expiresAt", Timestamp.from(now.plus(LIFE)))
                    .update();
        });
    }

    /** What was stored for this state, which is forgotten; empty unless it was stored for this browser, and is not too old. */
    Optional<OAuth2AuthorizationRequest> take(String state, OpaqueToken browser) {
        byte[] stateHash = stateHash(state);
        return CurrentCaller.callAs(
                        Caller.SYSTEM,
                        () -> jdbc.sql("""
                                DELETE FROM oidc_sign_ins WHERE state_hash = :state RETURNING browser_hash, request, expires_at
                                """)
                                .param("state", stateHash)
                                .query((row, number) -> new Stored(
                                        row.getBytes("browser_hash"),
                                        row.getString("request"),
                                        row.getTimestamp("expires_at").toInstant()))
                                .optional())
                .filter(stored -> stored.expiresAt().isAfter(clock.instant()))
                .filter(stored -> MessageDigest.isEqual(stored.browserHash(), browser.hash()))
                .map(stored ->
                        json.readValue(box.open(stored.request(), place(stateHash)), OAuth2AuthorizationRequest.class));
    }

    private void forgetExpired(Instant now) {
        jdbc.sql("DELETE FROM oidc_sign_ins WHERE expires_at < :now")
                .param("now", Timestamp.from(now))
                .update();
        int underWay = jdbc.sql("SELECT count(*) FROM oidc_sign_ins")
                .query(Integer.class)
                .single();
        if (underWay >= MOST) {
            throw ApiException.retryAfter(
                    LIFE, ErrorCode.BUSY, "sign-ins under way: " + underWay + " (expected: < " + MOST + ")");
        }
    }

    private static byte[] stateHash(String state) {
        return new OpaqueToken(state).hash();
    }

    private static String place(byte[] stateHash) {
        return "oidc_sign_ins.request:" + HexFormat.of().formatHex(stateHash);
    }
}
