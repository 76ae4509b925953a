package dev.braid.core.sprint;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

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

    /** Working days from one instant to another, with the fractions at both ends; 0 if the second is not after the first. */
    public double workingDaysBetween(Instant from, Instant to) {
        double days = 0;
        LocalDate last = dateOf(to);
        for (LocalDate date = dateOf(from); !date.isAfter(last); date = date.plusDays(1)) {
            days += isWorkingDay(date) ? shareOfDay(date, from, to) : 0;
        }
        return days;
    }

    private double shareOfDay(LocalDate date, Instant from, Instant to) {
        Instant midnight = date.atStartOfDay(zone).toInstant();
        Instant next = date.plusDays(1).atStartOfDay(zone).toInstant();
        Instant begin = from.isAfter(midnight) ? from : midnight;
        Instant end = to.isBefore(next) ? to : next;
        Duration worked = Duration.between(begin, end);
        return worked.isNegative()
                ? 0
                : (double) worked.toSeconds() / Duration.between(midnight, next).toSeconds();
    }
}
