package dev.braid.core.identity;

import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Transactions of the service on its own account: whoever asked was judged before. One within another is part of it. */
@Component
final class AsTheService {

    private final TransactionTemplate transaction;

    AsTheService(PlatformTransactionManager transactions) {
        this.transaction = new TransactionTemplate(transactions);
    }

    <T> T call(Supplier<T> work) {
        return CurrentCaller.callAs(Caller.SYSTEM, () -> transaction.execute(status -> work.get()));
    }

    void run(Runnable work) {
        CurrentCaller.runAs(Caller.SYSTEM, () -> transaction.executeWithoutResult(status -> work.run()));
    }
}
