package dev.braid.core.dashboard;

import dev.braid.contracts.ErrorCode;
import dev.braid.core.access.Caller;
import dev.braid.core.web.ApiException;
import java.util.function.Supplier;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Transactions of users who write. A machine writes nothing; nor does somebody whose account goes meanwhile. */
@Component
final class Writing {

    private final TransactionTemplate transaction;
    private final JdbcClient jdbc;

    Writing(PlatformTransactionManager transactions, JdbcClient jdbc) {
        this.transaction = new TransactionTemplate(transactions);
        this.jdbc = jdbc;
    }

    /** @throws ApiException FORBIDDEN unless the caller is a user */
    static void requireUser(Caller caller) {
        if (caller.kind() != Caller.Kind.USER) {
            throw new ApiException(ErrorCode.FORBIDDEN, "caller: a machine (expected: a user, machines only read)");
        }
    }

    /**
     * What the work returns, once it is committed.
     *
     * @throws DuplicateKeyException if something like it is there
     */
    <T> T by(Caller caller, Supplier<T> work) {
        requireUser(caller);
        try {
            return transaction.execute(status -> work.get());
        } catch (DuplicateKeyException known) {
            throw known;
        } catch (DataIntegrityViolationException refused) {
            if (isThere(caller)) {
                throw refused;
            }
            throw ApiException.unauthenticated(
                    "Bearer error=\"invalid_token\"", "account: gone (expected: one that exists)");
        }
    }

    private boolean isThere(Caller caller) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM users WHERE id = :id)")
                .param("id", caller.userId())
                .query(Boolean.class)
                .single();
    }
}
