package dev.braid.core.dashboard;

import dev.braid.contracts.DashboardActivity;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What the database counts of a user's own tasks for their activity.
 *
 * @param total of all times, as is {@code completed}
 */
record ActivityCounts(
        long createdToday,
        long completedToday,
        long createdThisWeek,
        long completedThisWeek,
        long total,
        long completed) {

    /** What is rounded up to 100.0 while something is left to do is not done. */
    private static final double MOST_WITH_SOMETHING_LEFT = 99.9;

    DashboardActivity on(Today today) {
        return new DashboardActivity(
                createdToday,
                completedToday,
                createdThisWeek,
                completedThisWeek,
                completionRate(),
                today.zone().getId(),
                today.start(),
                today.weekStart());
    }

    /** Percent, half up to one decimal. */
    double completionRate() {
        if (total == 0) {
            return 0.0;
        }
        if (completed == total) {
            return 100.0;
        }
        double rate = BigDecimal.valueOf(100 * completed)
                .divide(BigDecimal.valueOf(total), 1, RoundingMode.HALF_UP)
                .doubleValue();
        return Math.min(rate, MOST_WITH_SOMETHING_LEFT);
    }
}
