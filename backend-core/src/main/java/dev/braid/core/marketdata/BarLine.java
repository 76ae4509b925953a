package dev.braid.core.marketdata;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** Reads one line of a file of bars; what is wrong is thrown as {@code column: value (expected: …)}. */
final class BarLine {

    private static final Pattern SESSION = Pattern.compile("[a-z_]{1,16}");
    /** A hundred times what all US exchanges trade in a day; the sum of a million bars is still a long. */
    private static final long MOST_VOLUME = 1_000_000_000_000L;

    /** What can be asked for, see {@link BarWindow}. */
    private static final Instant EARLIEST = Instant.parse("1000-01-02T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:00Z");

    private static final int SECONDS_A_MINUTE = 60;
    private static final int SECONDS_A_DAY = 86_400;

    private final CSVRecord line;

    private BarLine(CSVRecord line) {
        this.line = line;
    }

    static Bar read(CSVRecord record) {
        return new BarLine(record).bar();
    }

    private Bar bar() {
        Timeframe timeframe = timeframe();
        Instant t = time(timeframe);
        String session = session(timeframe, t);
        Bar bar = new Bar(
                symbol(),
                timeframe,
                t,
                price("o"),
                price("h"),
                price("l"),
                price("c"),
                whole("v", MOST_VOLUME),
                trades(),
                vwap(),
                session,
                regular(session),
                optional("adj"),
                optional("provider"),
                flag("corr"));
        return requireOrderedPrices(bar);
    }

    private String symbol() {
        try {
            return SymbolName.read(required("symbol"));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("symbol: " + wrong.getMessage(), wrong);
        }
    }

    private Timeframe timeframe() {
        try {
            return Timeframe.of(required("tf"));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("tf: " + wrong.getMessage(), wrong);
        }
    }

    private Instant time(Timeframe timeframe) {
        String text = required("t");
        int unit = timeframe == Timeframe.DAY ? SECONDS_A_DAY : SECONDS_A_MINUTE;
        try {
            Instant t = Instant.parse(text);
            if (t.isBefore(EARLIEST) || t.isAfter(LATEST)) {
                throw problem("t", text, "a year 1000..9999");
            }
            if (t.getNano() == 0 && t.getEpochSecond() % unit == 0) {
                return t;
            }
        } catch (DateTimeParseException malformed) {
            throw problem("t", text, "an instant 2024-09-20T13:30:00Z");
        }
        throw problem("t", text, timeframe == Timeframe.DAY ? "00:00:00Z of the session date" : "a whole minute");
    }

    private double price(String column) {
        String text = required(column);
        double price = number(column, text);
        if (Double.isFinite(price)) {
            return price;
        }
        throw problem(column, text, "a finite number");
    }

    private long whole(String column, long most) {
        String text = required(column);
        try {
            long value = new BigDecimal(text).longValueExact();
            if (value >= 0 && value <= most) {
                return value;
            }
        } catch (ArithmeticException | NumberFormatException notWhole) {
            throw problem(column, text, "a whole number >= 0");
        }
        throw problem(column, text, "a whole number 0.." + most);
    }

    private @Nullable Integer trades() {
        return optional("n") == null ? null : (int) whole("n", Integer.MAX_VALUE);
    }

    private @Nullable Double vwap() {
        return optional("vw") == null ? null : price("vw");
    }

    private String session(Timeframe timeframe, Instant t) {
        String text = optional("session");
        if (text == null) {
            return timeframe == Timeframe.DAY ? SessionCalendar.REGULAR : SessionCalendar.sessionOf(t);
        }
        if (SESSION.matcher(text).matches()) {
            return text;
        }
        throw problem("session", text, SESSION.pattern());
    }

    private boolean regular(String session) {
        Boolean stated = flag("rth");
        return stated == null ? session.equals(SessionCalendar.REGULAR) : stated;
    }

    private @Nullable Boolean flag(String column) {
        String text = optional(column);
        if (text == null) {
            return null;
        }
        return switch (text) {
            case "true", "True" -> Boolean.TRUE;
            case "false", "False" -> Boolean.FALSE;
            default -> throw problem(column, text, "true or false");
        };
    }

    private String required(String column) {
        String text = optional(column);
        if (text == null) {
            throw problem(column, "missing", "a value");
        }
        return text;
    }

    private @Nullable String optional(String column) {
        if (!line.isMapped(column)) {
            return null;
        }
        String text = line.get(column);
        if (text.indexOf('\0') >= 0) {
            throw problem(column, "a NUL character", "text");
        }
        return text.isEmpty() ? null : text;
    }

    private static double number(String column, String text) {
        try {
            // Not Double.parseDouble, which also takes 1d and 0x1p3.
            return new BigDecimal(text).doubleValue();
        } catch (NumberFormatException notANumber) {
            throw problem(column, text, "a number");
        }
    }

    private static Bar requireOrderedPrices(Bar bar) {
        double highest = Math.max(bar.open(), bar.close());
        double lowest = Math.min(bar.open(), bar.close());
        if (bar.high() < highest) {
            throw problem("h", Double.toString(bar.high()), ">= " + highest + ", the higher of o and c");
        }
        if (bar.low() > lowest) {
            throw problem("l", Double.toString(bar.low()), "<= " + lowest + ", the lower of o and c");
        }
        return bar;
    }

    private static IllegalArgumentException problem(String column, String value, String expected) {
        return new IllegalArgumentException(column + ": " + value + " (expected: " + expected + ")");
    }
}
