package dev.braid.core.audit;

import static dev.braid.core.audit.SecurityEvent.Category.AUTHENTICATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.contracts.AuditChainCheck;
import dev.braid.contracts.AuditEventCheck;
import dev.braid.core.CoreTestServer;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

class AuditChainIT extends CoreTestServer {

    private static final Logger LOG = LoggerFactory.getLogger(AuditChainIT.class);

    /** All of them with {@code -Pload}. */
    private static final int APPENDS =
            (int) Math.max(500, 10_000 * Double.parseDouble(System.getProperty("braid.load.share", "0.05")));

    private static final int THREADS = 16;

    private AuditDatabase database;
    private AuditDatabase.Instance service;

    @BeforeEach
    void aDatabaseThatMayBeBroken() {
        database = AuditDatabase.on(databaseUrl());
        service = database.instance(Clock.systemUTC());
    }

    @AfterEach
    void close() throws Exception {
        database.close();
    }

    @Test
    void theChainHoldsAfterConcurrentAppendsOfTwoInstances() throws Exception {
        List<AuditDatabase.Instance> instances = List.of(service, database.instance(Clock.systemUTC()));
        long start = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> appends = new ArrayList<>();
            for (int i = 0; i < APPENDS; i++) {
                AuditLog log = instances.get(i % instances.size()).log();
                SecurityEvent event = event().with("number", Integer.toString(i));
                appends.add(threads.submit(() -> log.record(event)));
            }
            for (Future<?> append : appends) {
                append.get();
            }
        } finally {
            threads.shutdownNow();
        }
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        LOG.info("{} appends by {} threads of two instances in {}", APPENDS, THREADS, taken);

        start = System.nanoTime();
        AuditChainCheck check = service.chain().verify();
        LOG.info("verified in {}", Duration.ofNanos(System.nanoTime() - start));
        assertThat(check.valid()).isTrue();
        assertThat(check.events()).isEqualTo(APPENDS);
        assertThat(check.firstSeq()).isEqualTo(1);
        assertThat(check.lastSeq()).isEqualTo(APPENDS);
    }

    @Test
    void everyTextIsHashedAsTheDatabaseHashedIt() {
        StringBuilder everything = new StringBuilder("\"\\/ é € \uD83D\uDE00 \uFFFF \u2028");
        for (char character = 1; character < 0x100; character++) {
            everything.append(character);
        }
        service.log().record(event().about(everything.substring(0, 200)).with("rest", everything.toString()));
        service.log().record(event().about("").by("\uD800"));

        assertThat(service.chain().verify().valid()).isTrue();
    }

    /** The owner may switch off every guard; what was done then is found. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "5 # UPDATE security_events SET details = '{\"n\": \"6\"}' WHERE seq = 5",
                "5 # UPDATE security_events SET details = '{\"n\": 5}' WHERE seq = 5",
                "5 # UPDATE security_events SET details = '{\"n\": {\"m\": []}}' WHERE seq = 5",
                "5 # UPDATE security_events SET at = at + interval '1 microsecond' WHERE seq = 5",
                "5 # UPDATE security_events SET at = 'infinity' WHERE seq = 5",
                "5 # UPDATE security_events SET actor = 'somebody else' WHERE seq = 5",
                "5 # UPDATE security_events SET subject = null WHERE seq = 5",
                "5 # UPDATE security_events SET address = '127.0.0.1' WHERE seq = 5",
                "5 # UPDATE security_events SET id = gen_random_uuid() WHERE seq = 5",
                "5 # UPDATE security_events SET hash = prev_hash WHERE seq = 5",
                "5 # UPDATE security_events SET prev_hash = hash WHERE seq = 5",
                // Hashed anew, it is itself right; the next one follows what it was.
                "6 # UPDATE security_events e SET outcome = 'failure', hash = sha256(prev_hash || convert_to(replace(audit_canonical(e), '\"success\"', '\"failure\"'), 'UTF8')) WHERE seq = 5",
                "1 # DELETE FROM security_events WHERE seq = 1",
                "5 # DELETE FROM security_events WHERE seq = 5",
                "1 # DELETE FROM security_events WHERE seq < 10",
                "4 # UPDATE security_events SET seq = CASE seq WHEN 4 THEN 1005 ELSE 1004 END WHERE seq IN (4, 5)",
                "4 # UPDATE security_events SET seq = 99 WHERE seq = 4; UPDATE security_events SET seq = 4 WHERE seq = 5; UPDATE security_events SET seq = 5 WHERE seq = 99",
                "11 # INSERT INTO security_events SELECT 11, gen_random_uuid(), at, category, type, outcome, actor, subject, address, correlation_id, details, hash, prev_hash FROM security_events WHERE seq = 10",
                "12 # INSERT INTO security_events SELECT 13, gen_random_uuid(), at, category, type, outcome, actor, subject, address, correlation_id, details, hash, prev_hash FROM security_events WHERE seq = 10; DELETE FROM audit_anchors"
            })
    void whateverIsTamperedWithIsFoundAndNamed(long broken, String tampering) {
        append(broken == 12 ? 11 : 10);

        withoutGuards(tampering);

        AuditChainCheck check = service.chain().verify();
        assertThat(check.valid()).isFalse();
        assertThat(check.brokenAtSeq()).isEqualTo(broken);
    }

    @Test
    void anEventIsJudgedByItsHashAndItsNeighbours() {
        append(10);
        assertThat(check(5)).isEqualTo(new AuditEventCheck(id(5), 5, true, true, true));
        assertThat(check(1).valid()).isTrue();
        assertThat(check(10).valid()).isTrue();

        withoutGuards("UPDATE security_events SET type = 'test.other' WHERE seq = 5");
        assertThat(check(5)).isEqualTo(new AuditEventCheck(id(5), 5, false, false, true));
        assertThat(check(4).valid()).isTrue();

        withoutGuards("UPDATE security_events SET hash = sha256(hash) WHERE seq = 5");
        assertThat(check(5)).isEqualTo(new AuditEventCheck(id(5), 5, false, false, false));
        assertThat(check(6)).isEqualTo(new AuditEventCheck(id(6), 6, false, true, false));

        withoutGuards("DELETE FROM security_events WHERE seq = 8");
        assertThat(check(9).linkValid()).isFalse();
        assertThat(service.chain().verify(UUID.randomUUID())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE security_events SET type = 'x'",
                "DELETE FROM security_events",
                "TRUNCATE security_events",
                "INSERT INTO security_events SELECT * FROM security_events",
                "UPDATE audit_anchors SET seq = 5",
                "DELETE FROM audit_anchors",
                "TRUNCATE audit_anchors",
                "INSERT INTO audit_anchors (seq, hash) SELECT seq, hash FROM security_events",
                "ALTER TABLE security_events DISABLE TRIGGER ALL"
            })
    void theServiceItselfMayOnlyAppend(String statement) {
        append(1);

        assertThatThrownBy(() -> CurrentCaller.runAs(
                        Caller.SYSTEM, () -> service.jdbc().sql(statement).update()))
                .isInstanceOf(DataAccessException.class)
                .rootCause()
                .message()
                .containsAnyOf("permission denied", "must be owner");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE security_events SET type = 'x'",
                "DELETE FROM security_events WHERE seq = 1",
                "TRUNCATE security_events",
                "UPDATE audit_anchors SET seq = 5",
                "DELETE FROM audit_anchors",
                "TRUNCATE audit_anchors",
                "SET session_replication_role = replica; DELETE FROM security_events"
            })
    void theOwnerDoesNotChangeItByMistake(String statement) {
        append(1);

        assertThatThrownBy(() -> database.owner().sql(statement).update())
                .isInstanceOf(DataAccessException.class)
                .rootCause()
                .hasMessageContaining("refused (expected: INSERT, it is append-only)");
        assertThat(service.chain().verify().events()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Caller.Kind.class,
            names = {"ANONYMOUS", "USER", "SERVICE"})
    void onlyTheServiceOnItsOwnAccountReads(Caller.Kind kind) {
        append(1);

        CurrentCaller.runAs(new Caller("actor", kind, Set.of()), () -> {
            assertThat(count("security_events")).isZero();
            assertThat(count("audit_anchors")).isZero();
        });
        CurrentCaller.runAs(
                Caller.SYSTEM, () -> assertThat(count("security_events")).isOne());
    }

    private int count(String table) {
        return service.jdbc()
                .sql("SELECT count(*) FROM " + table)
                .query(Integer.class)
                .single();
    }

    private void append(int events) {
        for (int i = 1; i <= events; i++) {
            service.log().record(event().about("subject").with("n", Integer.toString(i)));
        }
    }

    private void withoutGuards(String statement) {
        database.owner()
                .sql("SET session_replication_role = replica; ALTER TABLE security_events DISABLE TRIGGER ALL;"
                        + " ALTER TABLE audit_anchors DISABLE TRIGGER ALL; " + statement)
                .update();
    }

    private AuditEventCheck check(long seq) {
        return service.chain().verify(id(seq)).orElseThrow();
    }

    private UUID id(long seq) {
        return database.owner()
                .sql("SELECT id FROM security_events WHERE seq = :seq")
                .param("seq", seq)
                .query(UUID.class)
                .single();
    }

    private static SecurityEvent event() {
        return SecurityEvent.success(AUTHENTICATION, "test.append").by("actor");
    }
}
