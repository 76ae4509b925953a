package dev.braid.contracts;

import java.time.Instant;

/**
 * The reply of {@code GET /api/dashboard/activity}: what happened to a user's own tasks since their day and their week began.
 *
 * @param completionRate percentage of all the user's tasks that are completed, rounded half up to one decimal; 100.0 only if all are,
 *     0.0 if there are none
 * @param timeZone IANA name of the zone that the day and the week are those of
 * @param todayStart the first instant of the day there
 * @param weekStart the first instant of its Monday there (ISO 8601)
 */
public record DashboardActivity(
        long tasksCreatedToday,
        long tasksCompletedToday,
        long tasksCreatedThisWeek,
        long tasksCompletedThisWeek,
        double completionRate,
        String timeZone,
        Instant todayStart,
        Instant weekStart) {}
