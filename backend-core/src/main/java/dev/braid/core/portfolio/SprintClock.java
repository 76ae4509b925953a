package dev.braid.core.portfolio;

import dev.braid.core.sprint.SprintState;
import dev.braid.core.sprint.StoredSprint;
import dev.braid.core.sprint.WorkingCalendar;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Where a sprint stands at an instant, in the working days of its board between its start and its planned end. The tracker says whether
 * it has started and whether it is over, the clock only how far in between. A sprint that has no working day at all passes like time.
 */
record SprintClock(StoredSprint sprint, WorkingCalendar calendar, Instant now) {

    /** Of the working days; 100 once the sprint is closed, 0 before it has started, empty where nobody knows when it ends. */
    OptionalDouble elapsedPercentage() {
        if (sprint.state() == SprintState.CLOSED) {
            return OptionalDouble.of(100);
        }
        if (!started()) {
            return OptionalDouble.of(0);
        }
        return hasDates() ? OptionalDouble.of(100 * elapsedShare(now)) : OptionalDouble.empty();
    }

    /** Since the start, beyond the planned end if the sprint is not closed by then; of a closed one until it was. */
    double elapsedWorkdays() {
        Instant start = sprint.start();
        if (!started() || start == null) {
            return 0;
        }
        Instant completed = sprint.completed();
        return calendar.workingDaysBetween(start, completed == null ? now : completed);
    }

    /** Until the planned end, of a sprint to come all of them; 0 where nobody knows when that is. */
    double remainingWorkdays() {
        Instant start = sprint.start();
        Instant end = sprint.end();
        if (sprint.state() == SprintState.CLOSED || start == null || end == null) {
            return 0;
        }
        return calendar.workingDaysBetween(started() && now.isAfter(start) ? now : start, end);
    }

    /** Share, 0..1, of the working days that is still to come; 1 before the start, 0 where nobody knows when the end is. */
    double fractionLeft() {
        if (!started()) {
            return 1;
        }
        return sprint.state() == SprintState.CLOSED || !hasDates() ? 0 : 1 - elapsedShare(now);
    }

    boolean started() {
        return sprint.state() != SprintState.FUTURE;
    }

    /**
     * The first instant, to two milliseconds, at which this share, 0..1, of the working days is over, whatever the state of the sprint.
     *
     * @throws IllegalStateException if the sprint has no start or no end
     */
    Instant instantAt(double share) {
        Instant before = known("start", sprint.start());
        Instant at = known("end", sprint.end());
        if (share <= 0 || !before.isBefore(at)) {
            return before;
        }
        // The share never falls as time goes on: before it is not reached, at it is.
        while (before.until(at, ChronoUnit.MILLIS) > 1) {
            Instant middle = before.plus(Duration.between(before, at).dividedBy(2));
            if (elapsedShare(middle) < share) {
                before = middle;
            } else {
                at = middle;
            }
        }
        return at;
    }

    /** The day on the board at which this percentage, 0..100, of the working days is over, whatever the state of the sprint. */
    LocalDate dateAt(double elapsedPercentage) {
        return calendar.dateOf(instantAt(elapsedPercentage / 100));
    }

    private boolean hasDates() {
        return sprint.start() != null && sprint.end() != null;
    }

    /** Of the planned days, 0..1. */
    private double elapsedShare(Instant at) {
        Instant start = known("start", sprint.start());
        Instant end = known("end", sprint.end());
        if (!at.isBefore(end)) {
            return 1;
        }
        if (!at.isAfter(start)) {
            return 0;
        }
        double workdays = calendar.workingDaysBetween(start, end);
        return workdays > 0
                ? Math.min(1, calendar.workingDaysBetween(start, at) / workdays)
                : seconds(start, at) / seconds(start, end);
    }

    private static double seconds(Instant from, Instant to) {
        Duration between = Duration.between(from, to);
        return between.getSeconds() + between.getNano() / 1e9;
    }

    private Instant known(String field, @Nullable Instant instant) {
        if (instant == null) {
            throw new IllegalStateException(field + " of sprint " + sprint.id() + ": null (expected: an instant)");
        }
        return instant;
    }
}
