package dev.braid.core.marketdata;

import dev.braid.core.web.QueryParameters;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The range that bars are asked for: two session dates, both inclusive, or two instants, half-open.
 *
 * @param from the first instant of a minute's range
 * @param to the first one after it
 * @param firstDay the first session of a daily range; for instants a session counts by its {@code t}, 00:00Z of its date
 * @param endDay the first one after it
 */
record BarWindow(Instant from, Instant to, LocalDate firstDay, LocalDate endDay) {

    /** No market is older. */
    private static final LocalDate BEGINNING = LocalDate.of(1000, 1, 1);

    /** After all years of four digits. */
    private static final LocalDate END = LocalDate.of(10_000, 1, 2);

    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern INSTANT = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T.+");
    private static final String EXPECTED = " (expected: a date 2024-09-20 or an instant 2024-09-20T13:30:00Z)";

    /** Reads {@code from} and {@code to}; what is wrong is noted in the parameters. */
    static BarWindow read(QueryParameters query, boolean required) {
        Optional<Edge> from = required ? query.required("from", Edge::read) : query.optional("from", Edge::read);
        Optional<Edge> to = required ? query.required("to", Edge::read) : query.optional("to", Edge::read);
        if (from.isPresent() && to.isPresent()) {
            contradictionOf(from.get(), to.get()).ifPresent(problem -> query.reject("to", problem));
        }
        return of(from.orElse(null), to.orElse(null));
    }

    /** Whether bars of this session may still come. */
    boolean reaches(LocalDate session) {
        return endDay.isAfter(session) || to.isAfter(startOf(session));
    }

    private static BarWindow of(@Nullable Edge from, @Nullable Edge to) {
        LocalDate firstDay = from == null ? BEGINNING : from.firstDay();
        LocalDate endDay = to == null ? END : to.endDay();
        return new BarWindow(
                from == null ? startOf(BEGINNING) : from.firstInstant(),
                to == null ? startOf(END) : to.endInstant(),
                firstDay,
                endDay);
    }

    private static Optional<String> contradictionOf(Edge from, Edge to) {
        if (from.isDate() != to.isDate()) {
            return Optional.of(to.text() + " (expected: " + (from.isDate() ? "a date" : "an instant") + " like from)");
        }
        return to.isBefore(from) ? Optional.of(to.text() + " (expected: >= " + from.text() + ")") : Optional.empty();
    }

    private static Instant startOf(LocalDate session) {
        return session.atStartOfDay(SessionCalendar.ZONE).toInstant();
    }

    /** One end of a range: a session date or an instant. */
    private record Edge(String text, @Nullable LocalDate date, Instant instant) {

        static Edge read(String text) {
            try {
                if (DATE.matcher(text).matches()) {
                    LocalDate date = LocalDate.parse(text);
                    return checked(new Edge(text, date, startOf(date)));
                }
                if (INSTANT.matcher(text).matches()) {
                    return checked(new Edge(text, null, Instant.parse(text)));
                }
            } catch (DateTimeParseException malformed) {
                throw new IllegalArgumentException(text + EXPECTED, malformed);
            }
            throw new IllegalArgumentException(text + EXPECTED);
        }

        boolean isDate() {
            return date != null;
        }

        boolean isBefore(Edge other) {
            return instant.isBefore(other.instant);
        }

        Instant firstInstant() {
            return instant;
        }

        Instant endInstant() {
            return date == null ? instant : startOf(date.plusDays(1));
        }

        LocalDate firstDay() {
            return date == null ? firstDayAtOrAfter(instant) : date;
        }

        LocalDate endDay() {
            return date == null ? firstDayAtOrAfter(instant) : date.plusDays(1);
        }

        private static LocalDate firstDayAtOrAfter(Instant instant) {
            LocalDate date = instant.atOffset(ZoneOffset.UTC).toLocalDate();
            boolean isMidnight = date.atStartOfDay(ZoneOffset.UTC).toInstant().equals(instant);
            return isMidnight ? date : date.plusDays(1);
        }

        private static Edge checked(Edge edge) {
            if (edge.instant.isBefore(startOf(BEGINNING)) || !edge.instant.isBefore(startOf(END))) {
                throw new IllegalArgumentException(edge.text + " (expected: a year 1000..9999)");
            }
            return edge;
        }
    }
}
