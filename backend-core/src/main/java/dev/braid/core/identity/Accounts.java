package dev.braid.core.identity;

import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.web.ApiException;
import dev.braid.core.web.Paging;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

/** The users. Asked and changed by the service on its own account: who may do so is decided before. */
@Repository
class Accounts {

    private static final String SELECT = """
            SELECT *, ARRAY(SELECT role FROM user_roles WHERE user_id = users.id ORDER BY role) AS roles FROM users WHERE
            """;

    private static final String EMAIL_CONTAINS = " position(lower(:part) IN lower(email)) > 0";

    /** Arbitrary, and only this lock's. */
    private static final long ADMINISTRATORS = 4_150_231;

    private final JdbcClient jdbc;
    private final AsTheService asTheService;
    private final Clock clock;

    Accounts(JdbcClient jdbc, AsTheService asTheService, Clock clock) {
        this.jdbc = jdbc;
        this.asTheService = asTheService;
        this.clock = clock;
    }

    Optional<Account> find(String id) {
        return find(" id = :value", id);
    }

    Optional<Account> findByEmail(String email) {
        return find(" lower(email) = lower(:value)", email);
    }

    /** @throws ApiException UNAUTHENTICATED if the account is gone since the caller was recognised */
    Account of(Caller caller) {
        return find(caller.userId())
                .orElseThrow(() -> ApiException.unauthenticated(
                        "Bearer error=\"invalid_token\"", "account: gone (expected: one that exists)"));
    }

    /** Locks an account until the current transaction, one of {@link Caller#SYSTEM}, ends. */
    Optional<Account> lock(String id) {
        return find(" id = :value FOR NO KEY UPDATE", id);
    }

    /** Those whose address contains a text, oldest first. */
    List<Account> page(String emailPart, Paging paging) {
        return CurrentCaller.callAs(
                Caller.SYSTEM,
                () -> jdbc.sql(SELECT + EMAIL_CONTAINS + " ORDER BY created_at, id LIMIT :limit OFFSET :offset")
                        .param("part", emailPart)
                        .param("limit", paging.limit())
                        .param("offset", paging.offset())
                        .query(Accounts::account)
                        .list());
    }

    long count(String emailPart) {
        return CurrentCaller.callAs(
                Caller.SYSTEM,
                () -> jdbc.sql("SELECT count(*) FROM users WHERE" + EMAIL_CONTAINS)
                        .param("part", emailPart)
                        .query(Long.class)
                        .single());
    }

    /** Whether the account was stored; not if its id or its address is taken. */
    boolean insert(String id, String email, @Nullable String passwordHash, Collection<Role> roles) {
        return asTheService.call(() -> {
            boolean stored = jdbc.sql("""
                            INSERT INTO users (id, email, password_hash, created_at, updated_at)
                            VALUES (:id, :email, :passwordHash, :now, :now) ON CONFLICT DO NOTHING
                            """)
                            .param("id", id)
                            .param("email", email)
                            .param("passwordHash", passwordHash)
                            .param("now", now())
                            .update()
                    == 1;
            if (stored) {
                roles.forEach(role -> grant(id, role));
            }
            return stored;
        });
    }

    void describe(String id, @Nullable String displayName, @Nullable String timeZone) {
        asTheService.run(() -> update("display_name = :displayName, time_zone = :timeZone", id)
                .param("displayName", displayName)
                .param("timeZone", timeZone)
                .update());
    }

    /** Another password; no token that was given out before is worth anything. */
    void changePassword(String id, String hash, boolean emailVerified) {
        asTheService.run(
                () -> update("password_hash = :hash, email_verified = :verified, token_version = token_version + 1", id)
                        .param("hash", hash)
                        .param("verified", emailVerified)
                        .update());
    }

    /** Its owner has shown, to somebody who is believed, to read mail to the account's address. */
    void confirmEmail(String id) {
        asTheService.run(() -> update("email_verified = true", id).update());
    }

    /** Without a password; no token that was given out before is worth anything. */
    void removePassword(String id) {
        asTheService.run(() -> update("password_hash = NULL, token_version = token_version + 1", id)
                .update());
    }

    /** The same password, hashed better; unless it was changed meanwhile. */
    void rehash(String id, String before, String after) {
        asTheService.run(
                () -> jdbc.sql("UPDATE users SET password_hash = :after WHERE id = :id AND password_hash = :before")
                        .param("after", after)
                        .param("id", id)
                        .param("before", before)
                        .update());
    }

    void revokeTokens(String id) {
        asTheService.run(() -> update("token_version = token_version + 1", id).update());
    }

    void setActive(String id, boolean active) {
        asTheService.run(() -> update("active = :active, token_version = token_version + 1", id)
                .param("active", active)
                .update());
    }

    void setRoles(String id, Collection<Role> roles) {
        asTheService.run(() -> {
            jdbc.sql("DELETE FROM user_roles WHERE user_id = :id")
                    .param("id", id)
                    .update();
            roles.forEach(role -> grant(id, role));
            update("token_version = token_version + 1", id).update();
        });
    }

    void delete(String id) {
        asTheService.run(() ->
                jdbc.sql("DELETE FROM users WHERE id = :id").param("id", id).update());
    }

    /** Lets nobody else change who is an administrator until the current transaction ends; to be taken before any account. */
    void lockAdministrators() {
        jdbc.sql("SELECT pg_advisory_xact_lock(:lock)")
                .param("lock", ADMINISTRATORS)
                .query(row -> {});
    }

    /** Whether anybody but this user could still administer; the user of requests without credential cannot sign in. */
    boolean hasAdministratorBeside(String id) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT FROM users JOIN user_roles ON user_id = id
                            WHERE role = :admin AND active AND id NOT IN (:id, :demo))
                        """)
                .param("admin", Role.ADMIN.key())
                .param("id", id)
                .param("demo", DemoUser.ID)
                .query(Boolean.class)
                .single();
    }

    private StatementSpec update(String assignments, String id) {
        return jdbc.sql("UPDATE users SET updated_at = :now, " + assignments + " WHERE id = :id")
                .param("now", now())
                .param("id", id);
    }

    private void grant(String id, Role role) {
        jdbc.sql("INSERT INTO user_roles (user_id, role) VALUES (:id, :role) ON CONFLICT DO NOTHING")
                .param("id", id)
                .param("role", role.key())
                .update();
    }

    private Optional<Account> find(String condition, String value) {
        return CurrentCaller.callAs(
                Caller.SYSTEM,
                () -> jdbc.sql(SELECT + condition)
                        .param("value", value)
                        .query(Accounts::account)
                        .optional());
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private static Account account(ResultSet row, int number) throws SQLException {
        return new Account(
                row.getString("id"),
                row.getString("email"),
                row.getBoolean("email_verified"),
                row.getString("password_hash"),
                row.getString("display_name"),
                row.getString("time_zone"),
                row.getBoolean("active"),
                row.getInt("token_version"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant(),
                roles(row.getArray("roles")));
    }

    private static Set<Role> roles(Array keys) throws SQLException {
        return Arrays.stream((String[]) keys.getArray())
                .map(key -> Role.byKey(key).orElseThrow())
                .collect(Collectors.toUnmodifiableSet());
    }
}
