package dev.braid.core.portfolio;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the services, not commands, do for portfolios: one of all backend-cores at a time. */
@Configuration(proxyBeanMethods = false)
class PortfolioTasks {

    /** Days begin at another time in each zone, some of them at a quarter past the hour. */
    private static final Duration LOOK_FOR_DAYS = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(PortfolioTasks.class);

    @Bean
    RecurringTask<Void> portfolioSnapshotsTask(DailySnapshots snapshots) {
        return Tasks.recurring("portfolio-snapshots", Schedules.fixedDelay(LOOK_FOR_DAYS))
                .execute((instance, context) -> CurrentCaller.runAs(Caller.SYSTEM, () -> take(snapshots)));
    }

    private static void take(DailySnapshots snapshots) {
        int boards = snapshots.takeDue();
        if (boards > 0) {
            LOG.info("snapshots of {} boards taken", boards);
        }
    }
}
