package dev.braid.core.identity;

import dev.braid.contracts.ServiceToken;
import dev.braid.contracts.ServiceTokenMade;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.audit.AuditLog;
import dev.braid.core.audit.SecurityEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Tokens of machines: they read the rows of every owner and write none. What is stored of one is enough to revoke it, not to use it. */
@Component
class ServiceTokens {

    /** A machine has nobody who signs in again. */
    static final Duration LIFE = Duration.ofDays(365);

    /** Every permission to read what has an owner. */
    static final List<String> PERMISSIONS = Role.VIEWER.permissions();

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,30}");

    private final AccessTokens tokens;
    private final Standing standing;
    private final AuditLog audit;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    ServiceTokens(
            AccessTokens tokens,
            Standing standing,
            AuditLog audit,
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.tokens = tokens;
        this.standing = standing;
        this.audit = audit;
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Empty for what is no token's id. */
    static Optional<UUID> idOf(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    /** @param name for which {@link #isName} holds; there may be others of that name, so that one can follow the other */
    ServiceTokenMade make(String name) {
        UUID id = UUID.randomUUID();
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant expiresAt = now.plus(LIFE);
        SecurityEvent event = event("service_token.made", id, name);
        inTransaction(() -> {
            jdbc.sql("""
                                INSERT INTO service_tokens (id, name, created_at, expires_at)
                                VALUES (:id, :name, :now, :expiresAt)
                                """)
                    .param("id", id)
                    .param("name", name)
                    .param("now", Timestamp.from(now))
                    .param("expiresAt", Timestamp.from(expiresAt))
                    .update();
            audit.record(event);
            return id;
        });
        return new ServiceTokenMade(id, name, expiresAt, tokens.ofService(name, id, PERMISSIONS, now, LIFE));
    }

    /** Every one ever made, the newest first. */
    List<ServiceToken> all() {
        return CurrentCaller.callAs(
                Caller.SYSTEM,
                () -> jdbc.sql("SELECT * FROM service_tokens ORDER BY created_at DESC, id")
                        .query(ServiceTokens::shown)
                        .list());
    }

    /** What was revoked, now or before; empty if there is no such token. */
    Optional<ServiceToken> revoke(UUID id) {
        return revoked("id = :value", id).stream().findFirst();
    }

    /** All tokens of a machine that were not revoked before. */
    List<ServiceToken> revokeAllOf(String name) {
        return revoked("name = :value AND revoked_at IS NULL", name);
    }

    private List<ServiceToken> revoked(String condition, Object value) {
        String actor = CurrentCaller.get().userId();
        List<ServiceToken> revoked = inTransaction(() -> {
            List<ServiceToken> tokens = jdbc.sql(
                            "UPDATE service_tokens SET revoked_at = coalesce(revoked_at, :now) WHERE " + condition
                                    + " RETURNING *")
                    .param("now", Timestamp.from(clock.instant()))
                    .param("value", value)
                    .query(ServiceTokens::shown)
                    .list();
            tokens.forEach(token -> audit.record(
                    event("service_token.revoked", token.id(), token.name()).by(actor)));
            return tokens;
        });
        revoked.forEach(token -> standing.serviceTokenChanged(token.id()));
        return revoked;
    }

    private <T> T inTransaction(Supplier<T> work) {
        return CurrentCaller.callAs(Caller.SYSTEM, () -> transaction.execute(status -> work.get()));
    }

    private static SecurityEvent event(String type, UUID id, String name) {
        return SecurityEvent.success(SecurityEvent.Category.SYSTEM_SECURITY, type)
                .about(AccessTokens.SERVICE_PREFIX + name)
                .with("id", id.toString());
    }

    private static ServiceToken shown(ResultSet row, int number) throws SQLException {
        return new ServiceToken(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("expires_at").toInstant(),
                seconds(row.getTimestamp("revoked_at")));
    }

    private static @Nullable Instant seconds(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant().truncatedTo(ChronoUnit.SECONDS);
    }
}
