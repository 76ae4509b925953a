package dev.braid.core.run;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerStarter;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.braid.core.access.CurrentCaller;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs waiting to be executed: rows of {@code scheduled_tasks}, stored in the transaction that stores the run, so that neither is
 * without the other. An execution whose process dies stops its heartbeat and is taken up by whoever notices.
 */
@Configuration(proxyBeanMethods = false)
class BacktestQueue {
    static final TaskDescriptor<Void> BACKTEST = TaskDescriptor.of("backtest");

    private static final Logger LOG = LoggerFactory.getLogger(BacktestQueue.class);
    /** A database that restarts is back within this many tries; what fails longer than that is told to the owner. */
    private static final int MOST_TRIES = 5;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    @Bean
    Task<Void> backtestTask(BacktestExecutor executor, RunStore runs, TransactionTemplate transaction, Clock clock) {
        return Tasks.oneTime(BACKTEST)
                .onDeadExecutionRevive()
                .onFailure((failed, next) -> retryOrGiveUp(failed, next, runs, transaction, clock))
                .execute((instance, context) -> executor.execute(instance.getId(), () -> stopping(context)));
    }

    /** A command that only imports leaves the queue to the services. */
    @Bean
    @ConditionalOnProperty("braid.command")
    DbSchedulerStarter leaveTheQueueToTheServices() {
        return () -> LOG.debug("queue of backtests: not served by commands");
    }

    /** Queues a run in the current transaction, and has it looked for as soon as that is committed. */
    static void submit(Scheduler scheduler, String runId, Clock clock) {
        scheduler.scheduleIfNotExists(BACKTEST.instance(runId).scheduledTo(clock.instant()));
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                scheduler.triggerCheckForDueExecutions();
            }
        });
    }

    private static boolean stopping(ExecutionContext context) {
        return context.getSchedulerState().isShuttingDown()
                || Thread.currentThread().isInterrupted();
    }

    private static void retryOrGiveUp(
            ExecutionComplete failed,
            ExecutionOperations<Void> next,
            RunStore runs,
            TransactionTemplate transaction,
            Clock clock) {
        String runId = failed.getExecution().getId();
        int failures = failed.getExecution().consecutiveFailures;
        if (failures + 1 < MOST_TRIES) {
            next.reschedule(failed, clock.instant().plus(FIRST_PAUSE.multipliedBy(1L << failures)));
            return;
        }
        LOG.error(
                "run {} failed {} times", runId, failures + 1, failed.getCause().orElse(null));
        String error = "failed unexpectedly " + MOST_TRIES + " times (expected: to finish); see the service's log";
        // First out of the queue, which fails where another has taken the execution up meanwhile: then the run is that
        // one's.
        CurrentCaller.runAs(
                runs.actingFor(runId),
                () -> transaction.executeWithoutResult(status -> {
                    next.stop();
                    runs.giveUp(runId, error);
                }));
    }
}
