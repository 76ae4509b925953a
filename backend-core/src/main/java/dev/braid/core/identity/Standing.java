package dev.braid.core.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;

/**
 * Whether whom a token was given to is still who it says: a user who is active and whose tokens were not revoked since, or a machine
 * whose token was not. Asked of the database at most once in {@link #REMEMBERED} for each of them.
 */
@Component
class Standing {

    /** How long a revoked token may still work in another backend-core than the one that revoked it. */
    private static final Duration REMEMBERED = Duration.ofSeconds(5);

    private static final int MOST_REMEMBERED = 100_000;

    /** Of nobody who may come in. */
    private static final int NONE = -1;

    private final Cache<String, Integer> versions = Caffeine.newBuilder()
            .expireAfterWrite(REMEMBERED)
            .maximumSize(MOST_REMEMBERED)
            .build();
    private final JdbcClient jdbc;

    Standing(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    boolean of(Jwt token) {
        if (isService(token)) {
            return ServiceTokens.idOf(String.valueOf(token.getId()))
                    .filter(id -> versions.get(keyOf(id), key -> serviceTokenVersion(id)) != NONE)
                    .isPresent();
        }
        Object version = token.getClaims().get(AccessTokens.VERSION);
        return version instanceof Number number
                && versions.get(subject(token), this::accountVersion) == number.intValue();
    }

    /** To be called when a user's tokens were revoked, or the user was changed or removed. */
    void changed(String userId) {
        versions.invalidate(userId);
    }

    /** To be called when a machine's token was revoked. */
    void serviceTokenChanged(UUID id) {
        versions.invalidate(keyOf(id));
    }

    static boolean isService(Jwt token) {
        return subject(token).startsWith(AccessTokens.SERVICE_PREFIX);
    }

    /** Who a verified token is of: none without a subject is verified. */
    static String subject(Jwt token) {
        return Objects.requireNonNull(token.getSubject(), "sub of a verified token");
    }

    /** No user's id has a space. */
    private static String keyOf(UUID serviceToken) {
        return "token " + serviceToken;
    }

    private int accountVersion(String userId) {
        return version("SELECT token_version FROM users WHERE id = :value AND active", userId);
    }

    private int serviceTokenVersion(UUID id) {
        return version("SELECT 0 FROM service_tokens WHERE id = :value AND revoked_at IS NULL", id);
    }

    private int version(String sql, Object value) {
        return CurrentCaller.callAs(
                Caller.SYSTEM,
                () -> jdbc.sql(sql)
                        .param("value", value)
                        .query(Integer.class)
                        .optional()
                        .orElse(NONE));
    }
}
