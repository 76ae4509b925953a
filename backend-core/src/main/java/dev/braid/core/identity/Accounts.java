package dev.braid.core.identity;

import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The users. Asked and changed by the service on its own account: who may do so is decided before. */
@Repository
class Accounts {

    private static final String SELECT = """
            SELECT *, ARRAY(SELECT role FROM user_roles WHERE user_id = users.id ORDER BY role) AS roles FROM users WHERE
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Accounts(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    Optional<Account> find(String id) {
        return find(" id = :value", id);
    }

    Optional<Account> findByEmail(String email) {
        return find(" lower(email) = lower(:value)", email);
    }

    /** Locks an account until the current transaction, one of {@link Caller#SYSTEM}, ends. */
    Optional<Account> lock(String id) {
        return find(" id = :value FOR NO KEY UPDATE", id);
    }

    /** Whether the account was stored; not if its id or its address is taken. */
    boolean insert(String id, String email, @Nullable String passwordHash, Collection<Role> roles) {
        return CurrentCaller.callAs(
                Caller.SYSTEM,
                () -> transaction.execute(status -> {
                    boolean stored = jdbc.sql("""
                            INSERT INTO users (id, email, password_hash, created_at, updated_at)
                            VALUES (:id, :email, :passwordHash, :now, :now) ON CONFLICT DO NOTHING
                            """)
                                    .param("id", id)
                                    .param("email", email)
                                    .param("passwordHash", passwordHash)
                                    .param("now", Timestamp.from(clock.instant()))
                                    .update()
                            == 1;
                    if (stored) {
                        roles.forEach(role -> grant(id, role));
                    }
                    return stored;
                }));
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
