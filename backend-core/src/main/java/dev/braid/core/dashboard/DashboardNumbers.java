package dev.braid.core.dashboard;

import dev.braid.contracts.DashboardActivity;
import dev.braid.contracts.DashboardBreakdown;
import dev.braid.contracts.DashboardShared;
import dev.braid.contracts.TaskStatistics;
import dev.braid.core.identity.KnownUsers;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.stereotype.Service;

/** The numbers of a user's dashboard, as they are now or were less than 5 s ago if nothing of the user's has changed since. */
@Service
final class DashboardNumbers {

    private final CountedTasks tasks;
    private final RememberedNumbers remembered;
    private final KnownUsers users;
    private final Clock clock;

    DashboardNumbers(CountedTasks tasks, RememberedNumbers remembered, KnownUsers users, Clock clock) {
        this.tasks = tasks;
        this.remembered = remembered;
        this.users = users;
        this.clock = clock;
    }

    /** Where the user lives, unless another zone is asked for. */
    Today today(String userId, Optional<ZoneId> asked) {
        ZoneId zone = asked.orElseGet(() -> users.zoneOf(userId));
        return Today.at(clock.instant(), zone);
    }

    Computed<TaskStatistics> statistics(String userId, Today today) {
        return numbers(userId, TaskStatistics.class, today, now -> tasks.statistics(userId));
    }

    Computed<DashboardActivity> activity(String userId, Today today) {
        return numbers(
                userId,
                DashboardActivity.class,
                today,
                now -> tasks.activity(userId, today, now).on(today));
    }

    Computed<DashboardBreakdown> breakdown(String userId, Today today) {
        return numbers(userId, DashboardBreakdown.class, today, now -> tasks.breakdown(userId));
    }

    Computed<DashboardShared> shared(String userId, Today today) {
        return numbers(userId, DashboardShared.class, today, now -> tasks.shared(userId));
    }

    private <T> Computed<T> numbers(String userId, Class<T> kind, Today today, Function<Instant, T> count) {
        return remembered.get(userId, kind, today, () -> {
            Instant now = clock.instant();
            return new Computed<>(count.apply(now), now, false);
        });
    }
}
