package dev.braid.core.identity;

import dev.braid.contracts.TokenPair;
import dev.braid.core.audit.AuditLog;
import dev.braid.core.audit.SecurityEvent;
import dev.braid.core.audit.SecurityEvent.Category;
import dev.braid.core.web.ApiException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who is signed in: families of refresh tokens, one for each sign-in, of which only the newest is good, and only once. Whatever
 * changes a user's sessions locks the user's row first: a sign-in and a change of password come one after the other.
 */
@Component
class Sessions {

    /** How long somebody stays signed in who does nothing. */
    static final Duration LIFE = Duration.ofDays(7);

    private final JdbcClient jdbc;
    private final AsTheService asTheService;
    private final Accounts accounts;
    private final AccessTokens tokens;
    private final AuditLog audit;
    private final Clock clock;

    Sessions(
            JdbcClient jdbc,
            AsTheService asTheService,
            Accounts accounts,
            AccessTokens tokens,
            AuditLog audit,
            Clock clock) {
        this.jdbc = jdbc;
        this.asTheService = asTheService;
        this.accounts = accounts;
        this.tokens = tokens;
        this.audit = audit;
        this.clock = clock;
    }

    private record StoredToken(String userId, UUID family, Instant expiresAt, boolean used, boolean revoked) {}

    /**
     * Signs somebody in who has proven to be the owner of this account.
     *
     * @throws ApiException UNAUTHENTICATED if the account was deactivated, or its tokens revoked, since the proof
     */
    TokenPair begin(Account proven) {
        return asTheService.call(() -> {
            Account account = accounts.lock(proven.id())
                    .filter(current -> current.active() && current.tokenVersion() == proven.tokenVersion())
                    .orElseThrow(() -> refused("account: changed meanwhile (expected: another sign-in)"));
            return next(account, UUID.randomUUID());
        });
    }

    /**
     * Another pair for a refresh token. One that was used before is in two hands: its family ends, whoever has the rest of it.
     *
     * @throws ApiException UNAUTHENTICATED if the token is not good any more, or never was
     */
    TokenPair refresh(OpaqueToken token) {
        // The end of a family is to be stored although its reply is a refusal, which is therefore not thrown before.
        Optional<TokenPair> pair = asTheService.call(() -> tryRefresh(token));
        return pair.orElseThrow(() -> refused("refresh_token: not valid (expected: the newest one of a session)"));
    }

    /** Signs a user out where this token is from; a token of somebody else, or of nobody, changes nothing. */
    void end(String userId, OpaqueToken token) {
        asTheService.run(() -> find(token)
                .filter(stored -> stored.userId().equals(userId))
                .ifPresent(stored -> {
                    accounts.lock(userId);
                    endFamily(stored.family());
                    audit.record(SecurityEvent.success(Category.AUTHENTICATION, "logout")
                            .by(userId));
                }));
    }

    /** Signs a user out everywhere. To be called with the account locked. */
    void endAll(String userId) {
        asTheService.run(() -> jdbc.sql(
                        "UPDATE refresh_tokens SET revoked_at = :now WHERE user_id = :user AND revoked_at IS NULL")
                .param("now", now())
                .param("user", userId)
                .update());
    }

    private Optional<TokenPair> tryRefresh(OpaqueToken token) {
        return find(token)
                .flatMap(stored -> accounts.lock(stored.userId()))
                .filter(Account::active)
                // Read again: whoever held the lock before may have used or erased it.
                .flatMap(owner -> find(token).flatMap(stored -> tryRefresh(owner, token, stored)));
    }

    private Optional<TokenPair> tryRefresh(Account owner, OpaqueToken token, StoredToken stored) {
        if (stored.used()) {
            endStolen(stored);
            return Optional.empty();
        }
        if (stored.revoked() || !stored.expiresAt().isAfter(clock.instant())) {
            return Optional.empty();
        }
        markUsed(token);
        return Optional.of(next(owner, stored.family()));
    }

    private void endStolen(StoredToken stored) {
        if (endFamily(stored.family())) {
            audit.record(SecurityEvent.failure(Category.SECURITY_VIOLATION, "refresh_token.reused")
                    .by("")
                    .about(stored.userId())
                    .with("family", stored.family().toString()));
        }
    }

    private Optional<StoredToken> find(OpaqueToken token) {
        return jdbc.sql("SELECT * FROM refresh_tokens WHERE token_hash = :hash")
                .param("hash", token.hash())
                .query(Sessions::stored)
                .optional();
    }

    private void markUsed(OpaqueToken token) {
        jdbc.sql("UPDATE refresh_tokens SET used_at = :now WHERE token_hash = :hash")
                .param("now", now())
                .param("hash", token.hash())
                .update();
    }

    /** Whether there was something to end. */
    private boolean endFamily(UUID family) {
        return jdbc.sql("UPDATE refresh_tokens SET revoked_at = :now WHERE family_id = :family AND revoked_at IS NULL")
                        .param("now", now())
                        .param("family", family)
                        .update()
                > 0;
    }

    private TokenPair next(Account account, UUID family) {
        OpaqueToken refresh = OpaqueToken.random();
        Instant now = clock.instant();
        jdbc.sql("""
                        INSERT INTO refresh_tokens (token_hash, family_id, user_id, issued_at, expires_at)
                        VALUES (:hash, :family, :user, :now, :expires)
                        """)
                .param("hash", refresh.hash())
                .param("family", family)
                .param("user", account.id())
                .param("now", Timestamp.from(now))
                .param("expires", Timestamp.from(now.plus(LIFE)))
                .update();
        String access = tokens.ofUser(account.id(), account.tokenVersion(), account.roles(), now, AccessTokens.LIFE);
        return new TokenPair(access, refresh.text(), "Bearer", AccessTokens.LIFE.toSeconds());
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private static StoredToken stored(ResultSet row, int number) throws SQLException {
        return new StoredToken(
                row.getString("user_id"),
                row.getObject("family_id", UUID.class),
                row.getTimestamp("expires_at").toInstant(),
                row.getTimestamp("used_at") != null,
                row.getTimestamp("revoked_at") != null);
    }

    private static ApiException refused(String message) {
        return ApiException.unauthenticated("Bearer", message);
    }
}
