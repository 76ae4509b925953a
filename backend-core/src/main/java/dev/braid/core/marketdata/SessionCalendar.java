package dev.braid.core.marketdata;

import static java.time.temporal.TemporalAdjusters.dayOfWeekInMonth;
import static java.time.temporal.TemporalAdjusters.lastInMonth;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * When the New York exchanges trade: regular session 09:30 to 16:00, to 13:00 on half days. Holidays and half days follow the
 * exchange's standing rules; closures for an occasion (storms, mourning) are not known.
 */
public final class SessionCalendar {

    public static final ZoneId ZONE = ZoneId.of("America/New_York");
    public static final LocalTime OPEN = LocalTime.of(9, 30);
    public static final LocalTime CLOSE = LocalTime.of(16, 0);
    public static final LocalTime EARLY_CLOSE = LocalTime.of(13, 0);

    static final String PRE = "pre";
    static final String REGULAR = "regular";
    static final String POST = "post";

    /** The exchange began to close for Martin Luther King's birthday in that year. */
    private static final int FIRST_KING_DAY = 1998;

    /** The exchange began to close for Juneteenth in that year. */
    private static final int FIRST_JUNETEENTH = 2022;

    /** Days from Easter Sunday back to Good Friday. */
    private static final int GOOD_FRIDAY = 2;

    private SessionCalendar() {}

    /** The session that an instant belongs to: its date in New York. */
    public static LocalDate dateOf(Instant instant) {
        return instant.atZone(ZONE).toLocalDate();
    }

    public static boolean isTradingDay(LocalDate date) {
        return !isWeekend(date) && !isHoliday(date);
    }

    /** The end of the regular session of a trading day. */
    public static LocalTime closeOf(LocalDate date) {
        return isHalfDay(date) ? EARLY_CLOSE : CLOSE;
    }

    /** The day after Thanksgiving, and the eves of Independence Day and Christmas where they are trading days. */
    public static boolean isHalfDay(LocalDate date) {
        return isTradingDay(date)
                && (date.equals(thanksgiving(date.getYear()).plusDays(1))
                        || MonthDay.from(date).equals(MonthDay.of(7, 3))
                        || MonthDay.from(date).equals(MonthDay.of(12, 24)));
    }

    /** {@code pre}, {@code regular} or {@code post}; on days without a session there is no regular minute. */
    static String sessionOf(Instant instant) {
        ZonedDateTime local = instant.atZone(ZONE);
        LocalDate date = local.toLocalDate();
        if (local.toLocalTime().isBefore(OPEN)) {
            return PRE;
        }
        return isTradingDay(date) && local.toLocalTime().isBefore(closeOf(date)) ? REGULAR : POST;
    }

    private static boolean isWeekend(LocalDate date) {
        return date.getDayOfWeek() == DayOfWeek.SATURDAY || date.getDayOfWeek() == DayOfWeek.SUNDAY;
    }

    private static boolean isHoliday(LocalDate date) {
        int year = date.getYear();
        return isNewYear(date)
                || (year >= FIRST_KING_DAY && date.equals(nthMonday(year, Month.JANUARY, 3)))
                || date.equals(nthMonday(year, Month.FEBRUARY, 3))
                || date.equals(easterSunday(year).minusDays(GOOD_FRIDAY))
                || date.equals(LocalDate.of(year, Month.MAY, 1).with(lastInMonth(DayOfWeek.MONDAY)))
                || (year >= FIRST_JUNETEENTH && date.equals(observed(LocalDate.of(year, Month.JUNE, 19))))
                || date.equals(observed(LocalDate.of(year, Month.JULY, 4)))
                || date.equals(nthMonday(year, Month.SEPTEMBER, 1))
                || date.equals(thanksgiving(year))
                || date.equals(observed(LocalDate.of(year, Month.DECEMBER, 25)));
    }

    /** A New Year on a Saturday is not made up for: the Friday before ends the year's books. */
    private static boolean isNewYear(LocalDate date) {
        LocalDate newYear = LocalDate.of(date.getYear(), Month.JANUARY, 1);
        return date.equals(newYear.getDayOfWeek() == DayOfWeek.SUNDAY ? newYear.plusDays(1) : newYear);
    }

    private static LocalDate observed(LocalDate holiday) {
        return switch (holiday.getDayOfWeek()) {
            case SATURDAY -> holiday.minusDays(1);
            case SUNDAY -> holiday.plusDays(1);
            default -> holiday;
        };
    }

    private static LocalDate nthMonday(int year, Month month, int n) {
        return LocalDate.of(year, month, 1).with(dayOfWeekInMonth(n, DayOfWeek.MONDAY));
    }

    private static LocalDate thanksgiving(int year) {
        return LocalDate.of(year, Month.NOVEMBER, 1).with(dayOfWeekInMonth(4, DayOfWeek.THURSDAY));
    }

    /** The anonymous Gregorian computus (Nature, 1876; in Meeus, Astronomical Algorithms, chapter 8). */
    private static LocalDate easterSunday(int year) {
        int a = year % 19;
        int b = year / 100;
        int c = year % 100;
        int g = (8 * b + 13) / 25;
        int h = (19 * a + b - b / 4 - g + 15) % 30;
        int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
        int m = (a + 11 * h + 22 * l) / 451;
        int monthAndDay = h + l - 7 * m + 114;
        return LocalDate.of(year, monthAndDay / 31, monthAndDay % 31 + 1);
    }
}
