package dev.braid.core.web;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/** Tells the absence of the database from everything else that fails. */
public final class DatabaseOutage {

    private DatabaseOutage() {}

    /** Before the first statement, at one of them, which it may answer too late, or at the end, when a lost connection cannot even roll back. */
    public static boolean is(Throwable failure) {
        return failure instanceof CannotCreateTransactionException
                || failure instanceof TransactionSystemException
                || failure instanceof DataAccessResourceFailureException
                || failure instanceof QueryTimeoutException;
    }
}
