package dev.braid.core.sprint;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * Which days of the week people work on, and where their days begin. A day counts as one, whether it has 23, 24 or 25 hours; a part of it
 * counts as its share of those.
 *
 * @param workingDays bit mask: Monday is 1, Sunday 64; at least one day
 */
public record WorkingCalendar(ZoneId zone, int workingDays) {

    /** Monday to Friday. */
    public static final int WEEKDAYS = 31;

    private static final int ALL_DAYS = 127;

    public WorkingCalendar {
        if (workingDays < 1 || workingDays > ALL_DAYS) {
            throw new IllegalArgumentException("working_days: " + workingDays + " (expected: 1.." + ALL_DAYS + ")");
        }
    }

    public boolean isWorkingDay(LocalDate date) {
        DayOfWeek day = date.getDayOfWeek();
        return (workingDays & (1 << (day.getValue() - 1))) != 0;
    }

    public LocalDate dateOf(Instant at) {
        return at.atZone(zone).toLocalDate();
    }

    /**
     * Working days from one instant to another, with the fractions at both ends; 0 if the second is not after the first. Takes the same
     * time however far apart they are.
     */
    public double workingDaysBetween(Instant from, Instant to) {
        LocalDate first = dateOf(from);
        LocalDate last = dateOf(to);
        if (!first.isBefore(last)) {
            return workedOn(first, from, to);
        }
        return workedOn(first, from, to) + workingDaysFrom(first.plusDays(1), last) + workedOn(last, from, to);
    }

    /** Whole working days from one date to before another. */
    private long workingDaysFrom(LocalDate first, LocalDate end) {
        long weeks = ChronoUnit.WEEKS.between(first, end);
        LocalDate rest = first.plusWeeks(weeks);
        return weeks * Integer.bitCount(workingDays)
                + rest.datesUntil(end).filter(this::isWorkingDay).count();
    }

    private double workedOn(LocalDate date, Instant from, Instant to) {
        return isWorkingDay(date) ? shareOfDay(date, from, to) : 0;
    }

    private double shareOfDay(LocalDate date, Instant from, Instant to) {
        Instant midnight = date.atStartOfDay(zone).toInstant();
        Instant next = date.plusDays(1).atStartOfDay(zone).toInstant();
        Instant begin = from.isAfter(midnight) ? from : midnight;
        Instant end = to.isBefore(next) ? to : next;
        Duration worked = Duration.between(begin, end);
        return worked.isNegative()
                ? 0
                : (double) worked.toNanos() / Duration.between(midnight, next).toNanos();
    }
}
