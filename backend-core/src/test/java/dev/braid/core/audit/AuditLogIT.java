package dev.braid.core.audit;

import static dev.braid.core.audit.SecurityEvent.Category.AUTHENTICATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.core.CoreTestServer;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.web.AccessDenied;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class AuditLogIT extends CoreTestServer {

    @Autowired
    private AuditLog log;

    @Autowired
    private PlatformTransactionManager transactions;

    private final String actor = "user-" + UUID.randomUUID();

    @ParameterizedTest
    @EnumSource(Caller.Kind.class)
    void callersOfEveryKindAppend(Caller.Kind kind) {
        CurrentCaller.runAs(
                new Caller(actor, kind, Set.of()),
                () -> log.record(SecurityEvent.success(AUTHENTICATION, "test.append")
                        .about("somebody")
                        .with("reason", "a \"test\"\n")));

        Map<String, Object> stored = eventOf(actor);
        assertThat(stored)
                .containsEntry("type", "test.append")
                .containsEntry("outcome", "success")
                .containsEntry("category", "authentication")
                .containsEntry("subject", "somebody")
                .containsEntry("address", null);
        assertThat(stored.get("details")).hasToString("{\"reason\": \"a \\\"test\\\"\\n\"}");
    }

    @Test
    void anEventGoesWithItsTransactionAndLeavesNoGap() {
        TransactionTemplate transaction = new TransactionTemplate(transactions);
        CurrentCaller.runAs(new Caller(actor, Caller.Kind.USER, Set.of()), () -> {
            transaction.executeWithoutResult(status -> {
                log.record(SecurityEvent.success(AUTHENTICATION, "test.rolled_back"));
                status.setRollbackOnly();
            });
            transaction.executeWithoutResult(
                    status -> log.record(SecurityEvent.success(AUTHENTICATION, "test.committed")));
        });

        assertThat(eventOf(actor)).containsEntry("type", "test.committed");
        assertThat(owner().sql("SELECT max(seq) - min(seq) + 1 - count(*) FROM security_events")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void whoeverWaitsTooLongForOthersIsTold() {
        owner().sql("ALTER FUNCTION audit_append SET lock_timeout = '50ms'").update();
        try {
            new TransactionTemplate(transactions).executeWithoutResult(status -> {
                log.record(SecurityEvent.success(AUTHENTICATION, "test.slow").by(actor));
                CompletableFuture<Void> other = CompletableFuture.runAsync(
                        () -> log.record(SecurityEvent.success(AUTHENTICATION, "test.waiting")));
                assertThatThrownBy(other::join).hasCauseInstanceOf(DataAccessResourceFailureException.class);
            });
        } finally {
            owner().sql("ALTER FUNCTION audit_append SET lock_timeout = '5s'").update();
        }
    }

    @Test
    void aRefusalIsRecordedAgainAfterAMinute() {
        AtomicLong nanos = new AtomicLong();
        RecordedRefusals refusals = new RecordedRefusals(log, nanos::get);
        AccessDenied denied = new AccessDenied(new Caller(actor, Caller.Kind.USER, Set.of()), "GET", "/x");

        refusals.record(denied);
        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        refusals.record(denied);
        assertThat(eventOf(actor)).containsEntry("type", "access.denied");

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        refusals.record(denied);
        assertThat(owner().sql("SELECT count(*) FROM security_events WHERE actor = :actor")
                        .param("actor", actor)
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
    }

    private static Map<String, Object> eventOf(String actor) {
        return owner().sql("SELECT * FROM security_events WHERE actor = :actor")
                .param("actor", actor)
                .query()
                .singleRow();
    }
}
