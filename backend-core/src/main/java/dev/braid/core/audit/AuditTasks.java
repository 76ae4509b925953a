package dev.braid.core.audit;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the services, not commands, do for the audit every day: each of it done once, by any one of them. */
@Configuration(proxyBeanMethods = false)
class AuditTasks {

    /** The hour at which the fewest people work. */
    private static final Schedule DAILY = Schedules.daily(ZoneOffset.UTC, LocalTime.of(3, 0));

    @Bean
    RecurringTask<Void> auditRetentionTask(AuditRetention retention) {
        return Tasks.recurring(TaskDescriptor.of("audit-retention"), DAILY)
                .execute((instance, context) -> retention.removeOld());
    }

    @Bean
    RecurringTask<Void> auditHeadTask(AuditRetention retention) {
        return Tasks.recurring(TaskDescriptor.of("audit-head"), DAILY)
                .execute((instance, context) -> retention.logHead());
    }
}
