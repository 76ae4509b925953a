package dev.braid.core.identity;

import dev.braid.contracts.TokenPair;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.web.ApiException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Who is signed in: families of refresh tokens, one for each sign-in, of which only the newest is good, and only once. Whatever
 * changes a user's sessions locks the user's row first: a sign-in and a change of password come one after the other.
 */
@Component
class Sessions {

    /** How long somebody stays signed in who does nothing. */
    static final Duration LIFE = Duration.ofDays(7);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Accounts accounts;
    private final AccessTokens tokens;
    private final Clock clock;

    Sessions(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            Accounts accounts,
            AccessTokens tokens,
            Clock clock) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.accounts = accounts;
        this.tokens = tokens;
        this.clock = clock;
    }

    /**
     * Signs somebody in who has proven to be the owner of this account.
     *
     * @throws ApiException UNAUTHENTICATED if the account was deactivated, or its tokens revoked, since the proof
     */
    TokenPair begin(Account proven) {
        return asTheService(() -> {
            Account account = accounts.lock(proven.id())
                    .filter(current -> current.active() && current.tokenVersion() == proven.tokenVersion())
                    .orElseThrow(Sessions::changedMeanwhile);
            return next(account, UUID.randomUUID());
        });
    }

    /** Signs a user out everywhere. */
    void endAll(String userId) {
        asTheService(() -> jdbc.sql(
                        "UPDATE refresh_tokens SET revoked_at = :now WHERE user_id = :user AND revoked_at IS NULL")
                .param("now", Timestamp.from(clock.instant()))
                .param("user", userId)
                .update());
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

    private <T> T asTheService(Supplier<T> work) {
        return CurrentCaller.callAs(Caller.SYSTEM, () -> transaction.execute(status -> work.get()));
    }

    private static ApiException changedMeanwhile() {
        return ApiException.unauthenticated("Bearer", "account: changed meanwhile (expected: another sign-in)");
    }
}
