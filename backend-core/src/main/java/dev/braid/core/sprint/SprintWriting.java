package dev.braid.core.sprint;

import dev.braid.contracts.ErrorCode;
import dev.braid.core.access.Caller;
import dev.braid.core.changes.Changes;
import dev.braid.core.web.ApiException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Function;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Transactions that change sprints, issues or boards, one after the other: whoever keeps what follows from them is told once for all that
 * a transaction changed, before it is committed, and events are published with it.
 */
@Component
class SprintWriting {

    /** Any constant that no other lock of this database uses. */
    private static final long LOCK = 0x7370_7269_6e74L;

    /** Shorter than bff waits; an import may take longer. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /** PostgreSQL, appendix A: {@code lock_not_available}. */
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final TransactionTemplate transaction;
    private final JdbcClient jdbc;
    private final Changes changes;
    private final ObjectProvider<SprintListener> listeners;

    SprintWriting(
            PlatformTransactionManager transactions,
            JdbcClient jdbc,
            Changes changes,
            ObjectProvider<SprintListener> listeners) {
        this.transaction = new TransactionTemplate(transactions);
        this.jdbc = jdbc;
        this.changes = changes;
        this.listeners = listeners;
    }

    /**
     * What the work returns, once it is committed.
     *
     * @throws ApiException FORBIDDEN unless the caller is a user, BUSY while an import is written
     */
    <T> T by(Caller caller, Function<Touched, T> work) {
        requireUser(caller);
        try {
            return inTransaction(LONGEST_WAIT, work, () -> {});
        } catch (UncategorizedSQLException failed) {
            if (failed.getCause() instanceof SQLException cause && LOCK_NOT_AVAILABLE.equals(cause.getSQLState())) {
                throw ApiException.retryAfter(
                        LONGEST_WAIT, ErrorCode.BUSY, "sprints: being written by another (expected: come back)");
            }
            throw failed;
        }
    }

    /**
     * What the work returns, once it is committed; however long others take.
     *
     * @param then what is done after the listeners were told
     */
    <T> T waiting(Function<Touched, T> work, Runnable then) {
        return inTransaction(Duration.ZERO, work, then);
    }

    private <T> T inTransaction(Duration longestWait, Function<Touched, T> work, Runnable then) {
        return transaction.execute(status -> {
            lock(longestWait);
            Touched touched = new Touched();
            T result = work.apply(touched);
            if (!touched.isEmpty()) {
                listeners.orderedStream().forEach(listener -> listener.changed(touched.boardIds()));
            }
            then.run();
            touched.changes().forEach(changes::publish);
            return result;
        });
    }

    /** @param longestWait zero: no limit */
    private void lock(Duration longestWait) {
        jdbc.sql("SELECT set_config('lock_timeout', :millis, true), pg_advisory_xact_lock(:lock)")
                .param("millis", Long.toString(longestWait.toMillis()))
                .param("lock", LOCK)
                .query(row -> {});
    }

    /** @throws ApiException FORBIDDEN unless the caller is a user */
    static void requireUser(Caller caller) {
        if (caller.kind() != Caller.Kind.USER) {
            throw new ApiException(ErrorCode.FORBIDDEN, "caller: a machine (expected: a user, machines only read)");
        }
    }
}
