package dev.braid.bff.chart;

import dev.braid.bff.web.Parameters;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What lies between two New York session dates, both inclusive, or two instants, half-open; an end may be open.
 *
 * @param from as the backend takes it; canonical, so that equal ranges are equal texts
 * @param lastDate the last session date in it
 */
record Range(Optional<String> from, Optional<String> to, Optional<LocalDate> lastDate) {

    static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    /** Years of four digits: what java.time reads beyond them no market has seen, and no backend stores. */
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    private static final Pattern INSTANT = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T.+");

    /** Reads {@code from_date} and {@code to_date}, or {@code from} and {@code to}; problems are left with the parameters. */
    static Range of(Parameters parameters, boolean needed) {
        boolean dates = parameters.has("from_date") | parameters.has("to_date");
        boolean instants = parameters.has("from") | parameters.has("to");
        Optional<LocalDate> fromDate = parameters.parsed("from_date", Range::date);
        Optional<LocalDate> toDate = parameters.parsed("to_date", Range::date);
        Optional<Instant> from = parameters.parsed("from", Range::instant);
        Optional<Instant> to = parameters.parsed("to", Range::instant);
        if (dates && instants) {
            refuseMixed(parameters);
            return new Range(Optional.empty(), Optional.empty(), Optional.empty());
        }
        if (instants) {
            requireBoth(parameters, needed, "from", "to", "an instant");
            refuseReversed(parameters, "to", "from", from, to);
            return new Range(from.map(Instant::toString), to.map(Instant::toString), to.map(Range::lastDate));
        }
        requireBoth(parameters, needed, "from_date", "to_date", "a date, or from and to");
        refuseReversed(parameters, "to_date", "from_date", fromDate, toDate);
        return new Range(fromDate.map(LocalDate::toString), toDate.map(LocalDate::toString), toDate);
    }

    private static void refuseMixed(Parameters parameters) {
        for (String name : new String[] {"from_date", "to_date", "from", "to"}) {
            if (parameters.has(name)) {
                parameters.problem(name, "mixed (expected: from_date and to_date, or from and to)");
            }
        }
    }

    private static void requireBoth(Parameters parameters, boolean needed, String from, String to, String expected) {
        for (String name : new String[] {from, to}) {
            if (needed && !parameters.has(name)) {
                parameters.problem(name, "missing (expected: " + expected + ")");
            }
        }
    }

    /** An empty range is none: it has no rows, which is an answer. */
    private static <T extends Comparable<? super T>> void refuseReversed(
            Parameters parameters, String name, String start, Optional<T> from, Optional<T> to) {
        if (from.isPresent() && to.isPresent() && to.get().compareTo(from.get()) < 0) {
            parameters.problem(name, to.get() + " (expected: not before " + start + ", " + from.get() + ")");
        }
    }

    private static LocalDate date(String text) {
        return read(text, DATE, LocalDate::parse, "YYYY-MM-DD");
    }

    private static Instant instant(String text) {
        return read(text, INSTANT, Instant::parse, "YYYY-MM-DDTHH:MM:SSZ");
    }

    private static <T> T read(String text, Pattern form, Function<String, T> parser, String expected) {
        try {
            if (form.matcher(text).matches()) {
                return parser.apply(text);
            }
        } catch (DateTimeException noSuchDay) {
            throw new IllegalArgumentException(text + " (expected: an existing day, " + expected + ")", noSuchDay);
        }
        throw new IllegalArgumentException(text + " (expected: " + expected + ")");
    }

    private static LocalDate lastDate(Instant exclusiveEnd) {
        return LocalDate.ofInstant(exclusiveEnd.minusNanos(1), NEW_YORK);
    }
}
