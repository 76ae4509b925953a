package dev.braid.core.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The keys that tokens are signed with, in the database, where every backend-core finds them. A new one is published before it signs,
 * and an old one for as long as something that it signed may be valid.
 */
@Component
class SigningKeys {

    /** Twice as long as whoever verifies may keep what {@code /.well-known/jwks.json} says. */
    static final Duration PUBLISHED_BEFORE_USE = Duration.ofMinutes(10);

    /** A service token, the longest-lived of all, lives a year. */
    static final Duration VERIFIES_AFTER_USE = Duration.ofDays(367);

    /** How soon a key that another backend-core has made is known here; well within its publication before use. */
    private static final Duration REREAD_AFTER = Duration.ofSeconds(30);

    /** Arbitrary, and only this lock's. */
    private static final long LOCK = 4_150_218;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final SecretBox box;
    private final Clock clock;
    private volatile Known known = new Known(List.of(), Instant.MIN);

    SigningKeys(JdbcClient jdbc, PlatformTransactionManager transactions, SecretBox box, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.box = box;
        this.clock = clock;
    }

    private record StoredKey(ECKey key, Instant signsFrom) {}

    private record Known(List<StoredKey> keys, Instant readAt) {}

    /** Makes the first key, unless there is one. */
    void ensureOne() {
        CurrentCaller.runAs(
                Caller.SYSTEM,
                () -> transaction.executeWithoutResult(status -> {
                    lock();
                    if (read().isEmpty()) {
                        insert(generate(), clock.instant());
                    }
                }));
        reread();
    }

    /** Publishes a key that signs from {@link #PUBLISHED_BEFORE_USE} on. */
    String rotate() {
        ECKey next = generate();
        Instant signsFrom = clock.instant().plus(PUBLISHED_BEFORE_USE);
        CurrentCaller.runAs(
                Caller.SYSTEM,
                () -> transaction.executeWithoutResult(status -> {
                    lock();
                    jdbc.sql("UPDATE signing_keys SET verifies_until = :until WHERE verifies_until IS NULL")
                            .param("until", Timestamp.from(signsFrom.plus(VERIFIES_AFTER_USE)))
                            .update();
                    jdbc.sql("DELETE FROM signing_keys WHERE verifies_until < :now")
                            .param("now", Timestamp.from(clock.instant()))
                            .update();
                    insert(next, signsFrom);
                }));
        reread();
        return next.getKeyID();
    }

    /** The newest that may sign. */
    ECKey signing() {
        Instant now = clock.instant();
        return keys().stream()
                .filter(key -> !key.signsFrom().isAfter(now))
                .max(Comparator.comparing(StoredKey::signsFrom))
                .orElseThrow(() -> new IllegalStateException("signing keys: none (expected: one made at start)"))
                .key();
    }

    /** What tokens are verified with, without the private parts. */
    JWKSet published() {
        return new JWKSet(
                keys().stream().map(key -> (JWK) key.key().toPublicJWK()).toList());
    }

    /** When the newest key began, or will begin, to sign. */
    Instant newestSignsFrom() {
        return keys().stream()
                .map(StoredKey::signsFrom)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
    }

    private List<StoredKey> keys() {
        Known current = known;
        if (current.readAt().isBefore(clock.instant().minus(REREAD_AFTER))) {
            current = reread();
        }
        return current.keys();
    }

    private Known reread() {
        Known read = new Known(CurrentCaller.callAs(Caller.SYSTEM, this::read), clock.instant());
        known = read;
        return read;
    }

    private List<StoredKey> read() {
        return jdbc.sql(
                        "SELECT kid, private_jwk, signs_from FROM signing_keys WHERE coalesce(verifies_until > :now, true)")
                .param("now", Timestamp.from(clock.instant()))
                .query(this::key)
                .list();
    }

    private StoredKey key(ResultSet row, int number) throws SQLException {
        String jwk = box.open(row.getString("private_jwk"), place(row.getString("kid")));
        try {
            return new StoredKey(
                    ECKey.parse(jwk), row.getTimestamp("signs_from").toInstant());
        } catch (ParseException unreadable) {
            throw new IllegalStateException(place(row.getString("kid")) + ": no key (expected: a JWK)", unreadable);
        }
    }

    private void insert(ECKey key, Instant signsFrom) {
        jdbc.sql("""
                        INSERT INTO signing_keys (kid, public_jwk, private_jwk, created_at, signs_from)
                        VALUES (:kid, :public::jsonb, :private, :now, :signsFrom)
                        """)
                .param("kid", key.getKeyID())
                .param("public", key.toPublicJWK().toJSONString())
                .param("private", box.seal(key.toJSONString(), place(key.getKeyID())))
                .param("now", Timestamp.from(clock.instant()))
                .param("signsFrom", Timestamp.from(signsFrom))
                .update();
    }

    private void lock() {
        jdbc.sql("SELECT pg_advisory_xact_lock(:lock)")
                .param("lock", LOCK)
                .query()
                .listOfRows();
    }

    private static ECKey generate() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyIDFromThumbprint(true)
                    .generate();
        } catch (JOSEException failed) {
            throw new IllegalStateException("ES256: no key (expected: in every Java platform)", failed);
        }
    }

    private static String place(String kid) {
        return "signing_keys.private_jwk:" + kid;
    }
}
