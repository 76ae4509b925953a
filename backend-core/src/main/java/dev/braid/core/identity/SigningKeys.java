package dev.braid.core.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.braid.contracts.ErrorCode;
import dev.braid.contracts.SigningKey;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.access.UnusableSetting;
import dev.braid.core.audit.AuditLog;
import dev.braid.core.audit.SecurityEvent;
import dev.braid.core.web.ApiException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
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

    /** How soon a key that another backend-core has made is published and used here; well within its publication before use. */
    private static final Duration REREAD_AFTER = Duration.ofSeconds(30);

    /** How often at most tokens that name unknown keys, which anybody can make up, have the database asked. */
    private static final Duration REREAD_FOR_UNKNOWN_AFTER = Duration.ofSeconds(1);

    /** Arbitrary, and only this lock's. */
    private static final long LOCK = 4_150_218;

    private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final SecretBox box;
    private final AuditLog audit;
    private final Clock clock;
    private final Lock rereading = new ReentrantLock();
    private volatile Known known = new Known(List.of(), Instant.MIN);

    SigningKeys(JdbcClient jdbc, PlatformTransactionManager transactions, SecretBox box, AuditLog audit, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.box = box;
        this.audit = audit;
        this.clock = clock;
    }

    private record StoredKey(ECKey key, Instant signsFrom) {}

    private record SealedKey(String kid, String jwk) {}

    private record Known(List<StoredKey> keys, Instant readAt) {}

    /** Makes the first key, unless there is one; encrypts the others with the first master key. */
    void ensureOne() {
        locked(() -> {
            reseal();
            if (read().isEmpty()) {
                insert(generate(), now());
            }
            return null;
        });
        reread(Duration.ZERO);
    }

    /** Publishes a key that signs from {@link #PUBLISHED_BEFORE_USE} on. */
    SigningKey rotate() {
        String actor = CurrentCaller.get().userId();
        SigningKey next = locked(() -> publishAnother(actor));
        reread(Duration.ZERO);
        return next;
    }

    /** The same, if the newest key is older than that; of several backend-cores who ask at the same time, one does it. */
    Optional<SigningKey> rotateIfOlderThan(Duration age) {
        Instant limit = now().minus(age);
        Optional<SigningKey> next =
                locked(() -> all().stream().allMatch(key -> key.createdAt().isBefore(limit))
                        ? Optional.of(publishAnother(""))
                        : Optional.empty());
        reread(Duration.ZERO);
        return next;
    }

    /**
     * Believes nothing any more that this key has signed: for one that was stolen. If no other key signs now, a new one does at once.
     *
     * @throws ApiException SIGNING_KEY_NOT_FOUND
     */
    void withdraw(String kid) {
        String actor = CurrentCaller.get().userId();
        locked(() -> {
            if (jdbc.sql("DELETE FROM signing_keys WHERE kid = :kid")
                            .param("kid", kid)
                            .update()
                    == 0) {
                throw new ApiException(
                        ErrorCode.SIGNING_KEY_NOT_FOUND,
                        "signing key: unknown (expected: the kid of one that verifies)");
            }
            if (all().stream().noneMatch(key -> !key.signsFrom().isAfter(now()))) {
                insert(generate(), now());
            }
            audit.record(SecurityEvent.success(SecurityEvent.Category.SYSTEM_SECURITY, "signing_key.withdrawn")
                    .by(actor)
                    .about(kid));
            return null;
        });
        reread(Duration.ZERO);
    }

    /** The newest that may sign. */
    ECKey signing() {
        Instant now = clock.instant();
        return keys(REREAD_AFTER).stream()
                .filter(key -> !key.signsFrom().isAfter(now))
                .max(Comparator.comparing(StoredKey::signsFrom))
                .orElseThrow(() -> new IllegalStateException("signing keys: none (expected: one made at start)"))
                .key();
    }

    /** What tokens are verified with, without the private parts. */
    JWKSet published() {
        return publicOf(keys(REREAD_AFTER));
    }

    /** What a token may have been signed with; a key that is not known yet is looked for in the database. */
    List<JWK> verifying(JWKSelector selector) {
        List<JWK> found = selector.select(published());
        return found.isEmpty() ? selector.select(publicOf(keys(REREAD_FOR_UNKNOWN_AFTER))) : found;
    }

    /** Whether what the key of this id has signed is to be believed. */
    boolean verifies(Object kid) {
        return keys(REREAD_AFTER).stream().anyMatch(key -> key.key().getKeyID().equals(kid));
    }

    /** Every key that verifies, the newest first. */
    List<SigningKey> all() {
        return CurrentCaller.callAs(
                Caller.SYSTEM,
                () -> jdbc.sql("""
                        SELECT kid, created_at, signs_from, verifies_until FROM signing_keys
                        WHERE coalesce(verifies_until > :now, true) ORDER BY signs_from DESC
                        """)
                        .param("now", Timestamp.from(clock.instant()))
                        .query(SigningKeys::shown)
                        .list());
    }

    private SigningKey publishAnother(String actor) {
        ECKey next = generate();
        Instant now = now();
        Instant signsFrom = now.plus(PUBLISHED_BEFORE_USE);
        jdbc.sql("UPDATE signing_keys SET verifies_until = :until WHERE verifies_until IS NULL")
                .param("until", Timestamp.from(signsFrom.plus(VERIFIES_AFTER_USE)))
                .update();
        jdbc.sql("DELETE FROM signing_keys WHERE verifies_until < :now")
                .param("now", Timestamp.from(now))
                .update();
        insert(next, signsFrom);
        audit.record(SecurityEvent.success(SecurityEvent.Category.SYSTEM_SECURITY, "signing_key.rotated")
                .by(actor)
                .about(next.getKeyID()));
        return new SigningKey(next.getKeyID(), now, signsFrom, null);
    }

    /** A key that no key of {@code BRAID_MASTER_KEY} opens ends the start. */
    private void reseal() {
        List<SealedKey> sealed = jdbc.sql("SELECT kid, private_jwk FROM signing_keys")
                .query((row, number) -> new SealedKey(row.getString("kid"), row.getString("private_jwk")))
                .list();
        for (SealedKey key : sealed) {
            resealed(key)
                    .ifPresent(jwk -> jdbc.sql("UPDATE signing_keys SET private_jwk = :jwk WHERE kid = :kid")
                            .param("jwk", jwk)
                            .param("kid", key.kid())
                            .update());
        }
    }

    private Optional<String> resealed(SealedKey key) {
        try {
            return box.resealed(key.jwk(), place(key.kid()));
        } catch (IllegalStateException doesNotOpen) {
            throw new UnusableSetting(
                    "BRAID_MASTER_KEY: does not open the signing keys in the database (expected: the key that they were encrypted"
                            + " with, alone or after the new one and a comma)",
                    doesNotOpen);
        }
    }

    private List<StoredKey> keys(Duration mostAge) {
        Known current = known;
        return isFresh(current, mostAge) ? current.keys() : reread(mostAge).keys();
    }

    private Known reread(Duration mostAge) {
        rereading.lock();
        try {
            if (!isFresh(known, mostAge)) {
                Instant before = clock.instant();
                known = new Known(readOr(known.keys()), before);
            }
            return known;
        } finally {
            rereading.unlock();
        }
    }

    /** Keys do not go bad while the database is away, and nobody is to wait for it again at each token. */
    private List<StoredKey> readOr(List<StoredKey> before) {
        try {
            return CurrentCaller.callAs(Caller.SYSTEM, this::read);
        } catch (DataAccessException away) {
            if (before.isEmpty()) {
                throw away;
            }
            LOG.warn("signing keys not read: {}", away.getMostSpecificCause().getMessage());
            return before;
        }
    }

    private boolean isFresh(Known current, Duration mostAge) {
        return current.readAt().isAfter(clock.instant().minus(mostAge));
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

    private static SigningKey shown(ResultSet row, int number) throws SQLException {
        return new SigningKey(
                row.getString("kid"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("signs_from").toInstant(),
                instant(row.getTimestamp("verifies_until")));
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }

    private void insert(ECKey key, Instant signsFrom) {
        jdbc.sql("""
                        INSERT INTO signing_keys (kid, private_jwk, created_at, signs_from)
                        VALUES (:kid, :private, :now, :signsFrom)
                        """)
                .param("kid", key.getKeyID())
                .param("private", box.seal(key.toJSONString(), place(key.getKeyID())))
                .param("now", Timestamp.from(now()))
                .param("signsFrom", Timestamp.from(signsFrom))
                .update();
    }

    /** One backend-core after the other, as the service itself. */
    private <T> T locked(Supplier<T> work) {
        return CurrentCaller.callAs(
                Caller.SYSTEM,
                () -> transaction.execute(status -> {
                    jdbc.sql("SELECT pg_advisory_xact_lock(:lock)")
                            .param("lock", LOCK)
                            .query()
                            .listOfRows();
                    return work.get();
                }));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private static JWKSet publicOf(List<StoredKey> keys) {
        return new JWKSet(
                keys.stream().map(key -> (JWK) key.key().toPublicJWK()).toList());
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
