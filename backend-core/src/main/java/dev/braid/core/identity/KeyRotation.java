package dev.braid.core.identity;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lets no key sign for longer than a month, by asking once a day; one of all backend-cores does it. */
@Configuration(proxyBeanMethods = false)
class KeyRotation {

    /** NIST SP 800-57 part 1 allows a signing key years; the sooner it goes, the less one that was stolen unnoticed is worth. */
    static final Duration AGE = Duration.ofDays(30);

    /** When few sign in. */
    private static final LocalTime DAILY = LocalTime.of(2, 30);

    private static final Logger LOG = LoggerFactory.getLogger(KeyRotation.class);

    @Bean
    Task<Void> rotateSigningKeys(SigningKeys keys) {
        return Tasks.recurring("rotate-signing-keys", Schedules.daily(ZoneOffset.UTC, DAILY))
                .execute((instance, context) -> rotate(keys));
    }

    private static void rotate(SigningKeys keys) {
        keys.rotateIfOlderThan(AGE)
                .ifPresent(key -> LOG.info("signing key {} signs from {}", key.kid(), key.signsFrom()));
    }
}
