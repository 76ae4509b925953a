package dev.braid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.kagkarlsson.scheduler.task.Task;
import com.nimbusds.jose.jwk.JWK;
import dev.braid.contracts.ErrorCode;
import dev.braid.contracts.SigningKey;
import dev.braid.core.CoreTestServer;
import dev.braid.core.access.UnusableSetting;
import dev.braid.core.audit.AuditLog;
import dev.braid.core.web.ApiException;
import java.net.http.HttpResponse;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.transaction.PlatformTransactionManager;
import tools.jackson.databind.JsonNode;

/** Several backend-cores, each with its own memory and clock, on one database. */
class SigningKeysIT extends CoreTestServer {

    private static final String OTHER_MASTER_KEY = Base64.getEncoder().encodeToString(new byte[32]);

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private SecretBox box;

    @Autowired
    private SigningKeys ofTheServer;

    @Autowired
    private AuditLog audit;

    @Autowired
    private List<Task<?>> tasks;

    @Autowired
    private Environment environment;

    private final SettableClock clock = new SettableClock(Instant.now().truncatedTo(ChronoUnit.SECONDS));

    /** The keys of times to come would sign for other tests. */
    @AfterEach
    void leaveOneKey() {
        owner().sql("DELETE FROM signing_keys").update();
        ofTheServer.ensureOne();
    }

    @Test
    void anotherBackendCoreVerifiesWhatAKeyHasSignedThatItDoesNotKnowYet() {
        SigningKeys one = keys(box);
        SigningKeys other = keys(box);
        one.ensureOne();
        other.ensureOne();
        JwtDecoder decoder = new AccessTokens(other, clock).decoder();
        clock.pass(Duration.ofSeconds(1));
        SigningKey next = one.rotate();
        letSign(next);
        one.ensureOne();

        String token = new AccessTokens(one, clock)
                .ofUser("somebody", 0, Set.of(Role.MEMBER), clock.instant(), Duration.ofMinutes(1));

        assertThat(kids(other)).doesNotContain(next.kid());
        assertThat(decoder.decode(token).getHeaders()).containsEntry("kid", next.kid());
        assertThat(kids(other)).contains(next.kid());
    }

    @Test
    void madeUpKeyIdsHaveTheDatabaseAskedOnceInASecondAtMost() {
        SigningKeys one = keys(box);
        one.ensureOne();
        JwtDecoder decoder = new AccessTokens(one, clock).decoder();
        owner().sql("DELETE FROM signing_keys").update();
        SigningKeys other = keys(box);
        other.ensureOne();
        String token = new AccessTokens(other, clock)
                .ofUser("somebody", 0, Set.of(Role.MEMBER), clock.instant(), Duration.ofMinutes(1));

        assertThatThrownBy(() -> decoder.decode(token)).isInstanceOf(BadJwtException.class);
        clock.pass(Duration.ofSeconds(1));

        assertThat(decoder.decode(token).getSubject()).isEqualTo("somebody");
    }

    @Test
    void aNewKeyIsPublishedBeforeItSignsAndAnOldOneVerifiesAfterwards() {
        SigningKeys keys = keys(box);
        keys.ensureOne();
        String before = keys.signing().getKeyID();

        SigningKey next = keys.rotate();

        assertThat(next.signsFrom()).isEqualTo(clock.instant().plus(SigningKeys.PUBLISHED_BEFORE_USE));
        assertThat(kids(keys)).contains(before, next.kid());
        assertThat(keys.signing().getKeyID()).isEqualTo(before);
        clock.pass(SigningKeys.PUBLISHED_BEFORE_USE);
        assertThat(keys.signing().getKeyID()).isEqualTo(next.kid());
        assertThat(kids(keys)).contains(before);
        clock.pass(SigningKeys.VERIFIES_AFTER_USE);
        assertThat(kids(keys)).contains(next.kid()).doesNotContain(before);
    }

    @Test
    void whatAWithdrawnKeyHasSignedIsNotBelievedAndAnotherSignsAtOnce() {
        SigningKeys keys = keys(box);
        keys.ensureOne();
        String stolen = keys.signing().getKeyID();
        AccessTokens tokens = new AccessTokens(keys, clock);
        JwtDecoder decoder = tokens.decoder();
        String token = tokens.ofUser("somebody", 0, Set.of(Role.MEMBER), clock.instant(), Duration.ofMinutes(1));
        decoder.decode(token);

        keys.withdraw(stolen);

        assertThat(kids(keys)).doesNotContain(stolen);
        assertThatThrownBy(() -> decoder.decode(token)).isInstanceOf(BadJwtException.class);
        String another = tokens.ofUser("somebody", 0, Set.of(Role.MEMBER), clock.instant(), Duration.ofMinutes(1));
        assertThat(tokens.decoder().decode(another).getSubject()).isEqualTo("somebody");
        assertThatThrownBy(() -> keys.withdraw(stolen))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        unknown -> assertThat(unknown.code()).isEqualTo(ErrorCode.SIGNING_KEY_NOT_FOUND));
    }

    @Test
    void oneOfSeveralRotatesWhenTheNewestKeyIsOldEnough() throws Exception {
        keys(box).ensureOne();
        clock.pass(KeyRotation.AGE);
        assertThat(keys(box).rotateIfOlderThan(KeyRotation.AGE)).isEmpty();
        clock.pass(Duration.ofSeconds(1));

        List<Future<Boolean>> rotated;
        try (Threads threads = new Threads(Executors.newFixedThreadPool(4))) {
            Callable<Boolean> rotation =
                    () -> keys(box).rotateIfOlderThan(KeyRotation.AGE).isPresent();
            rotated = threads.pool().invokeAll(List.of(rotation, rotation, rotation, rotation));
        }

        int times = 0;
        for (Future<Boolean> outcome : rotated) {
            times += outcome.get() ? 1 : 0;
        }
        assertThat(times).isEqualTo(1);
        assertThat(tasks).extracting(Task::getName).contains("rotate-signing-keys");
    }

    @Test
    void anotherMasterKeyTakesOverAtTheNextStart() {
        SigningKeys keys = keys(box);
        keys.ensureOne();
        String key = sealedKeys().get(0);
        String masterKeyOfTheServer = MasterKey.of(environment, new AuthSettings(false));

        keys(SecretBox.of(OTHER_MASTER_KEY + "," + masterKeyOfTheServer)).ensureOne();

        assertThat(sealedKeys()).doesNotContain(key);
        SigningKeys after = keys(SecretBox.of(OTHER_MASTER_KEY));
        after.ensureOne();
        assertThat(after.signing().getKeyID()).isEqualTo(keys.signing().getKeyID());
    }

    @Test
    void aWrongMasterKeyEndsTheStart() {
        assertThatThrownBy(() -> keys(SecretBox.of(OTHER_MASTER_KEY)).ensureOne())
                .isInstanceOf(UnusableSetting.class)
                .hasMessageStartingWith("BRAID_MASTER_KEY: does not open the signing keys in the database (expected: ");
    }

    @Test
    void aKeyMovedToAnotherRowDoesNotOpen() {
        SigningKeys keys = keys(box);
        keys.ensureOne();
        keys.rotate();

        owner().sql("""
                UPDATE signing_keys s SET private_jwk = (SELECT max(o.private_jwk) FROM signing_keys o WHERE o.kid <> s.kid)
                """).update();

        assertThatThrownBy(keys::rotate).hasMessageContaining("does not open");
    }

    @Test
    void whatWasSignedIsVerifiedWhileTheDatabaseIsAway() {
        SigningKeys there = keys(box);
        there.ensureOne();
        DataSource database = new DriverManagerDataSource(databaseUrl(), "postgres", "");
        AtomicReference<DataSource> reachable = new AtomicReference<>(database);
        JdbcClient fallible = JdbcClient.create(new DelegatingDataSource() {
            @Override
            public DataSource getTargetDataSource() {
                return reachable.get();
            }
        });
        SigningKeys keys = new SigningKeys(fallible, transactions, box, audit, clock);
        assertThat(kids(keys)).isEqualTo(kids(there));

        reachable.set(new DriverManagerDataSource("jdbc:postgresql://127.0.0.1:1/none"));
        clock.pass(Duration.ofMinutes(1));

        assertThat(kids(keys)).isEqualTo(kids(there));
        SigningKeys neverRead = new SigningKeys(fallible, transactions, box, audit, clock);
        assertThatThrownBy(neverRead::published).isInstanceOf(DataAccessException.class);
    }

    @Test
    void rotationIsForAdministrators() {
        HttpResponse<String> rotated = send("POST", "/admin/keys/rotate", null);

        assertThat(rotated.statusCode()).isEqualTo(201);
        assertThat(header(rotated, "Cache-Control")).isEqualTo("no-store");
        JsonNode items = json(get("/admin/keys")).at("/items");
        assertThat(items.get(0)).isEqualTo(json(rotated));
        assertThat(items.get(1).at("/verifies_until").isString()).isTrue();
        assertThat(get("/.well-known/jwks.json").body())
                .contains(json(rotated).at("/kid").asString());
        assertThat(get("/admin/keys?limit=1").statusCode()).isEqualTo(422);
        String member = new AccessTokens(ofTheServer, Clock.systemUTC())
                .ofUser(DemoUser.ID, 0, Set.of(Role.MEMBER), Instant.now(), Duration.ofMinutes(1));
        assertThat(send("POST", "/admin/keys/rotate", null, "Authorization", "Bearer " + member)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aTokenThatWasVerifiedBeforeStillExpires() {
        SigningKeys keys = keys(box);
        keys.ensureOne();
        AccessTokens tokens = new AccessTokens(keys, clock);
        JwtDecoder decoder = tokens.decoder();
        String token = tokens.ofUser("somebody", 0, Set.of(), clock.instant(), Duration.ofMinutes(1));

        assertThat(decoder.decode(token)).isSameAs(decoder.decode(token));
        // The skew of clocks is allowed for.
        clock.pass(Duration.ofSeconds(91));

        assertThatThrownBy(() -> decoder.decode(token)).isInstanceOf(JwtException.class);
        assertThatThrownBy(() -> decoder.decode(token)).isInstanceOf(JwtException.class);
    }

    /** Before its time, as no backend-core lets one. */
    private void letSign(SigningKey key) {
        owner().sql("UPDATE signing_keys SET signs_from = :now WHERE kid = :kid")
                .param("now", Timestamp.from(clock.instant()))
                .param("kid", key.kid())
                .update();
    }

    private SigningKeys keys(SecretBox box) {
        return new SigningKeys(jdbc, transactions, box, audit, clock);
    }

    private static List<String> kids(SigningKeys keys) {
        return keys.published().getKeys().stream().map(JWK::getKeyID).toList();
    }

    private static List<String> sealedKeys() {
        return owner().sql("SELECT private_jwk FROM signing_keys")
                .query(String.class)
                .list();
    }

    private record Threads(ExecutorService pool) implements AutoCloseable {
        @Override
        public void close() {
            pool.shutdown();
        }
    }

    private static final class SettableClock extends Clock {
        private volatile Instant now;

        SettableClock(Instant now) {
            this.now = now;
        }

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
