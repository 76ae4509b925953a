package dev.braid.core.run;

import dev.braid.core.marketdata.SessionCalendar;
import dev.braid.core.web.JsonFields;
import dev.braid.core.web.QueryParameters;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A part of a run's time, {@code from} inclusive, {@code to} exclusive; null is open. Asked for by New York session dates, both
 * inclusive, or by instants, half-open; one of each is refused.
 */
record Window(@Nullable Instant from, @Nullable Instant to) {

    /** As bars are asked for: no market is older, and later years have no four digits. */
    private static final int FIRST_YEAR = 1000;

    private static final int LAST_YEAR = 9999;

    /** Reads {@code from} and {@code to}; what is wrong is noted in the parameters. */
    static Window of(QueryParameters query) {
        Edge from = query.optional("from", Window::edge).orElse(null);
        Edge to = query.optional("to", Window::edge).orElse(null);
        if (from != null && to != null && from.isDate() != to.isDate()) {
            query.reject("to", "mixed with from (expected: two dates or two instants)");
        }
        Window window = new Window(from == null ? null : from.start(), to == null ? null : to.end());
        if (window.from != null && window.to != null && !window.from.isBefore(window.to)) {
            query.reject("from", window.from + " (expected: before to)");
        }
        return window;
    }

    static LocalDate date(String text) {
        try {
            LocalDate date = LocalDate.parse(text);
            requireYear(date.getYear(), text);
            return date;
        } catch (DateTimeException malformed) {
            throw new IllegalArgumentException(
                    JsonFields.shown(text) + " (expected: a date like 2024-12-31)", malformed);
        }
    }

    private static Edge edge(String text) {
        try {
            return text.contains("T") ? new Edge(null, instant(text)) : new Edge(date(text), null);
        } catch (DateTimeException malformed) {
            throw new IllegalArgumentException(
                    JsonFields.shown(text) + " (expected: a date or an instant like 2024-12-31T15:00:00Z)", malformed);
        }
    }

    private static Instant instant(String text) {
        OffsetDateTime instant = OffsetDateTime.parse(text);
        requireYear(instant.getYear(), text);
        return instant.toInstant();
    }

    private static void requireYear(int year, String text) {
        if (year < FIRST_YEAR || year > LAST_YEAR) {
            throw new IllegalArgumentException(
                    "%s (expected: a year %d..%d)".formatted(JsonFields.shown(text), FIRST_YEAR, LAST_YEAR));
        }
    }

    /** Either of the two is set. */
    private record Edge(@Nullable LocalDate date, @Nullable Instant instant) {
        boolean isDate() {
            return date != null;
        }

        @Nullable Instant start() {
            return date == null ? instant : midnight(date);
        }

        @Nullable Instant end() {
            return date == null ? instant : midnight(date.plusDays(1));
        }

        private static Instant midnight(LocalDate day) {
            return day.atStartOfDay(SessionCalendar.ZONE).toInstant();
        }
    }
}
