package dev.braid.core.dashboard;

import dev.braid.contracts.Share;
import dev.braid.contracts.Task;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.access.PersonalData;
import java.util.List;
import java.util.Objects;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The tasks of a user, and what they shared or was shared with them. Goes before the user's teams do, so that these are still there to be
 * told.
 */
@Component
@Order(1)
class OwnTasks implements PersonalData {

    private final TaskStore tasks;
    private final ShareStore shares;
    private final TaskService taskService;
    private final ShareService shareService;
    private final TransactionTemplate snapshot;

    OwnTasks(
            TaskStore tasks,
            ShareStore shares,
            TaskService taskService,
            ShareService shareService,
            PlatformTransactionManager transactions) {
        this.tasks = tasks;
        this.shares = shares;
        this.taskService = taskService;
        this.shareService = shareService;
        this.snapshot = new TransactionTemplate(transactions);
        snapshot.setReadOnly(true);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

    /** As it is exported. */
    record Exported(List<Task> own, List<Share> sharesGiven, List<Share> sharesReceived) {}

    @Override
    public String name() {
        return "tasks";
    }

    @Override
    public Object export(String userId) {
        return CurrentCaller.callAs(
                Caller.onBehalfOf(userId),
                () -> Objects.requireNonNull(snapshot.execute(status ->
                        new Exported(tasks.ownedBy(userId), shares.givenBy(userId), shares.receivedBy(userId)))));
    }

    @Override
    public void erase(String userId) {
        Caller user = Caller.onBehalfOf(userId);
        CurrentCaller.runAs(user, () -> taskService.erase(user));
        shareService.erase(userId);
    }
}
