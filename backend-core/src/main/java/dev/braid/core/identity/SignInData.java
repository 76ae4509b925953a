package dev.braid.core.identity;

import dev.braid.core.access.PersonalData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How a user signed in: sessions, identities elsewhere, resets of the password. Goes last, with the account itself. */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class SignInData implements PersonalData {

    private final JdbcClient jdbc;
    private final AsTheService asTheService;
    private final Accounts accounts;
    private final SignInFailures failures;

    SignInData(JdbcClient jdbc, AsTheService asTheService, Accounts accounts, SignInFailures failures) {
        this.jdbc = jdbc;
        this.asTheService = asTheService;
        this.accounts = accounts;
        this.failures = failures;
    }

    /** As it is exported. */
    record Exported(List<Session> sessions, List<Identity> identities, List<Instant> passwordResetsRequestedAt) {}

    /** @param endedAt null while it is under way, and when it ended by itself */
    record Session(
            Instant signedInAt,
            Instant lastSeenAt,
            Instant expiresAt,
            @Nullable Instant endedAt) {}

    /** Who the user is at an identity provider. */
    record Identity(String issuer, String subject, Instant since) {}

    @Override
    public String name() {
        return "sign_in";
    }

    @Override
    public Object export(String userId) {
        return asTheService.call(() -> new Exported(sessions(userId), identities(userId), resets(userId)));
    }

    @Override
    public void erase(String userId) {
        asTheService.run(() -> {
            accounts.lock(userId).ifPresent(account -> failures.forget(account.email()));
            for (String table : List.of("refresh_tokens", "password_resets", "user_identities")) {
                jdbc.sql("DELETE FROM " + table + " WHERE user_id = :user")
                        .param("user", userId)
                        .update();
            }
        });
    }

    private List<Session> sessions(String userId) {
        return jdbc.sql("""
                        SELECT min(issued_at) AS signed_in_at, max(issued_at) AS last_seen_at,
                               max(expires_at) AS expires_at, max(revoked_at) AS ended_at
                        FROM refresh_tokens WHERE user_id = :user GROUP BY family_id ORDER BY 1
                        """)
                .param("user", userId)
                .query((row, number) -> new Session(
                        instant(row, "signed_in_at"),
                        instant(row, "last_seen_at"),
                        instant(row, "expires_at"),
                        optionalInstant(row, "ended_at")))
                .list();
    }

    private List<Identity> identities(String userId) {
        return jdbc.sql("SELECT * FROM user_identities WHERE user_id = :user ORDER BY created_at")
                .param("user", userId)
                .query((row, number) ->
                        new Identity(row.getString("issuer"), row.getString("subject"), instant(row, "created_at")))
                .list();
    }

    private List<Instant> resets(String userId) {
        return jdbc.sql("SELECT created_at FROM password_resets WHERE user_id = :user ORDER BY 1")
                .param("user", userId)
                .query((row, number) -> instant(row, "created_at"))
                .list();
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getTimestamp(column).toInstant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static @Nullable Instant optionalInstant(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant().truncatedTo(ChronoUnit.MILLIS);
    }
}
