package dev.braid.core.identity;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Removes once a day, by one of all backend-cores, what can prove nothing any more. */
@Configuration(proxyBeanMethods = false)
class Housekeeping {

    private static final LocalTime QUIET = LocalTime.of(3, 10);

    @Bean
    Task<Void> expiredTokensTask(SignInFailures failures, AsTheService asTheService, JdbcClient jdbc, Clock clock) {
        return Tasks.recurring("expired-tokens", Schedules.daily(ZoneOffset.UTC, QUIET))
                .execute((instance, context) -> {
                    failures.removeOld();
                    asTheService.run(() -> removeExpired(jdbc, clock));
                });
    }

    /** A refresh token that was used is kept as long as the others: only so is a second use noticed. */
    static void removeExpired(JdbcClient jdbc, Clock clock) {
        jdbc.sql("DELETE FROM refresh_tokens WHERE expires_at <= :now")
                .param("now", Timestamp.from(clock.instant()))
                .update();
        // Longer than they are good for: by them the mails to one account are counted.
        jdbc.sql("DELETE FROM password_resets WHERE created_at <= :before")
                .param("before", Timestamp.from(clock.instant().minus(PasswordResets.PERIOD)))
                .update();
    }
}
