package dev.braid.core.audit;

import static dev.braid.core.audit.SecurityEvent.Category.AUTHENTICATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.contracts.AuditChainCheck;
import dev.braid.core.CoreTestServer;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

@ExtendWith(OutputCaptureExtension.class)
class AuditRetentionIT extends CoreTestServer {

    private final Instant now = Instant.now();

    @Autowired
    private JdbcClient jdbc;

    private AuditDatabase database;
    private AuditDatabase.Instance service;

    @BeforeEach
    void aDatabaseOfItsOwn() {
        database = AuditDatabase.on(databaseUrl());
        service = database.instance(Clock.fixed(now, ZoneOffset.UTC));
    }

    @AfterEach
    void close() throws Exception {
        database.close();
    }

    @Test
    void whatIsTooOldGoesAndTheRestCanBeVerified() {
        append(12, 401);
        append(3, 399);

        assertThat(service.retention("400d").removeOld()).isEqualTo(12);

        AuditChainCheck check = service.chain().verify();
        assertThat(check.valid()).isTrue();
        assertThat(check.firstSeq()).isEqualTo(13);
        // The last one says that the others were removed.
        assertThat(check.lastSeq()).isEqualTo(16);
        assertThat(service.reader()
                        .inSnapshot(service.reader()::newest)
                        .orElseThrow()
                        .type())
                .isEqualTo("audit.retention");
    }

    @Test
    void aChainWithoutEventsGoesOnWhereItEnded() {
        append(2, 401);
        CurrentCaller.runAs(Caller.SYSTEM, () -> cut());

        AuditChainCheck empty = service.chain().verify();
        assertThat(empty.valid()).isTrue();
        assertThat(empty.events()).isZero();
        assertThat(empty.lastSeq()).isNull();

        append(1, 0);
        AuditChainCheck check = service.chain().verify();
        assertThat(check.valid()).isTrue();
        assertThat(check.firstSeq()).isEqualTo(3);
    }

    @Test
    void anOldEventStaysWhileOneBeforeItDoes() {
        append(1, 500);
        append(1, 100);
        append(1, 500);

        assertThat(service.retention("400d").removeOld()).isOne();
        assertThat(service.chain().verify().firstSeq()).isEqualTo(2);
    }

    @Test
    void moreThanAPieceGoesInPieces() {
        database.owner().sql("""
                        SELECT count(audit_append(now() - interval '500 days', 'compliance', 'test.old', 'success', 'a', null,
                            null, null, '{}')) FROM generate_series(1, 10005)
                        """).query().singleRow();
        append(1, 0);

        assertThat(service.retention("400d").removeOld()).isEqualTo(10_005);
        assertThat(service.chain().verify().valid()).isTrue();
        assertThat(anchors()).isEqualTo(3);
    }

    @Test
    void nothingYoungerThanTheFloorGoesWhateverTheClockSays() throws Exception {
        append(1, 31);
        append(1, 29);
        AuditDatabase.Instance ahead = database.instance(Clock.fixed(now.plus(Duration.ofDays(1_000)), ZoneOffset.UTC));

        assertThat(ahead.retention("30d").removeOld()).isOne();
        assertThat(service.chain().verify().firstSeq()).isEqualTo(2);
    }

    @Test
    void anAnchorIsTheLastOfOldEvents() {
        append(1, 500);
        append(1, 1);

        assertThatThrownBy(() -> anchorAt("SELECT seq, hash FROM security_events WHERE seq = 2"))
                .isInstanceOf(DataIntegrityViolationException.class);
        assertThatThrownBy(() -> anchorAt("SELECT seq, sha256(hash) FROM security_events WHERE seq = 1"))
                .isInstanceOf(DataIntegrityViolationException.class);
        assertThatThrownBy(() -> anchorAt("SELECT 3, hash FROM security_events WHERE seq = 2"))
                .isInstanceOf(DataIntegrityViolationException.class);
    }

    @Test
    void nobodyButTheServiceOnItsOwnAccountRemoves() {
        append(1, 500);

        assertThatThrownBy(() -> CurrentCaller.runAs(new Caller("u", Caller.Kind.USER, Set.of()), this::cut))
                .isInstanceOf(DataAccessException.class)
                .rootCause()
                .hasMessageContaining("caller: USER (expected: SYSTEM)");
        assertThat(service.chain().verify().events()).isOne();
    }

    @Test
    void eventsAreKeptForAMonthAtLeast() {
        assertThatIllegalStateException()
                .isThrownBy(() -> service.retention("29d"))
                .withMessage("braid.audit.retention: 29d (expected: at least 30d)");
    }

    @Test
    void theHeadIsWrittenToTheLog(CapturedOutput output) {
        service.retention("400d").logHead();
        append(2, 0);
        service.retention("400d").logHead();

        String head = service.chain().verify().headHash();
        assertThat(output)
                .contains("no event after seq 0 hash " + "0".repeat(64))
                .contains("seq 2 hash " + head);
    }

    @Test
    void bothAreDoneEveryNight() {
        assertThat(jdbc.sql("""
                                SELECT task_name FROM scheduled_tasks
                                WHERE (execution_time AT TIME ZONE 'UTC')::time = '03:00' AND task_name LIKE 'audit-%' ORDER BY 1
                                """).query(String.class).list()).containsExactly("audit-head", "audit-retention");
    }

    private void append(int events, int daysAgo) {
        AuditLog then = new AuditLog(service.jdbc(), Clock.fixed(now.minus(Duration.ofDays(daysAgo)), ZoneOffset.UTC));
        for (int i = 0; i < events; i++) {
            then.record(SecurityEvent.success(AUTHENTICATION, "test.append"));
        }
    }

    private void cut() {
        service.jdbc().sql("SELECT audit_cut(now())").query(Long.class).single();
    }

    private void anchorAt(String query) {
        database.owner().sql("INSERT INTO audit_anchors (seq, hash) " + query).update();
    }

    private int anchors() {
        return database.owner()
                .sql("SELECT count(*) FROM audit_anchors")
                .query(Integer.class)
                .single();
    }
}
