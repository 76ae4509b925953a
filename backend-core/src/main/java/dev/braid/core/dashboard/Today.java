package dev.braid.core.dashboard;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;

/** A day as somebody lives it in a zone. It has 24 hours, or 23, or 25, and begins at midnight, or where that is left out, after it. */
record Today(LocalDate date, ZoneId zone) {

    static Today at(Instant now, ZoneId zone) {
        return new Today(now.atZone(zone).toLocalDate(), zone);
    }

    Instant start() {
        return startOf(date);
    }

    /** Of the Monday on or before the day, as ISO 8601 has it. */
    Instant weekStart() {
        return startOf(date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)));
    }

    private Instant startOf(LocalDate day) {
        return day.atStartOfDay(zone).toInstant();
    }
}
