package dev.braid.core.marketdata;

import java.time.Instant;
import java.time.LocalDate;

/** The session date of minutes that come in order of time, as an epoch day; asks the zone's rules once a day only. */
final class SessionDays {

    private long epochDay;
    private long start = Long.MAX_VALUE;
    private long end = Long.MIN_VALUE;

    long of(long epochSecond) {
        if (epochSecond < start || epochSecond >= end) {
            LocalDate date = SessionCalendar.dateOf(Instant.ofEpochSecond(epochSecond));
            epochDay = date.toEpochDay();
            start = date.atStartOfDay(SessionCalendar.ZONE).toEpochSecond();
            end = date.plusDays(1).atStartOfDay(SessionCalendar.ZONE).toEpochSecond();
        }
        return epochDay;
    }
}
