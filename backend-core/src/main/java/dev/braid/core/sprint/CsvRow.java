package dev.braid.core.sprint;

import dev.braid.core.web.JsonFields;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** Reads the values of one row; an empty one is none. What is wrong is thrown as {@code column: value (expected: …)}. */
final class CsvRow {

    /** Between the entries of a list. */
    private static final String LIST_SEPARATOR = ";";

    /** The scale of the columns that points are kept in. */
    private static final int POINTS_SCALE = 2;

    /** More digits than a double has are nobody's estimate. */
    private static final int LONGEST_SCALE = 20;

    private static final BigDecimal MOST_POINTS = new BigDecimal("99999999.99");

    private final CSVRecord row;

    CsvRow(CSVRecord row) {
        this.row = row;
    }

    /** Whether there is anything in the column. */
    boolean has(String column) {
        return row.isMapped(column) && !row.get(column).isEmpty();
    }

    @Nullable String text(String column, int most) {
        if (!row.isMapped(column)) {
            return null;
        }
        String text = row.get(column);
        if (text.indexOf('\0') >= 0) {
            throw problem(column, "a NUL character", "text");
        }
        if (text.codePointCount(0, text.length()) > most) {
            throw problem(column, text, "at most " + most + " characters");
        }
        return text.isEmpty() ? null : text;
    }

    String requiredText(String column, int most) {
        return required(column, text(column, most));
    }

    String requiredText(String column, Pattern pattern) {
        String text = requiredText(column, Integer.MAX_VALUE);
        if (!pattern.matcher(text).matches()) {
            throw problem(column, text, pattern.pattern());
        }
        return text;
    }

    @Nullable Long whole(String column, long least, long most) {
        return value(column, "a whole number " + least + ".." + most, text -> {
            long value = Long.parseLong(text);
            return value < least || value > most ? null : value;
        });
    }

    long requiredWhole(String column, long least, long most) {
        return required(column, whole(column, least, most));
    }

    /** Points, to two decimals. */
    @Nullable BigDecimal points(String column) {
        BigDecimal points = decimal(column, MOST_POINTS);
        return points == null ? null : points.setScale(POINTS_SCALE, RoundingMode.HALF_UP);
    }

    BigDecimal requiredPoints(String column) {
        return required(column, points(column));
    }

    /** A number from 0 to this one. */
    @Nullable BigDecimal decimal(String column, BigDecimal most) {
        return value(column, "a number 0.." + most, text -> {
            BigDecimal value = number(text);
            return value.signum() < 0 || value.compareTo(most) > 0 ? null : value;
        });
    }

    /** Any number up to this one, also a negative one. */
    BigDecimal requiredNumber(String column, BigDecimal most) {
        return required(column, value(column, "a number, at most " + most, text -> {
            BigDecimal value = number(text);
            return value.abs().compareTo(most) > 0 ? null : value;
        }));
    }

    /** Not one of a billion digits, which takes its time to round. */
    private static BigDecimal number(String text) {
        BigDecimal value = new BigDecimal(text);
        if (Math.abs((long) value.scale()) > LONGEST_SCALE) {
            throw new NumberFormatException("scale: " + value.scale() + " (expected: at most " + LONGEST_SCALE + ")");
        }
        return value;
    }

    @Nullable Boolean flag(String column) {
        return value(column, "true or false", text -> switch (text) {
            case "true", "True" -> Boolean.TRUE;
            case "false", "False" -> Boolean.FALSE;
            default -> null;
        });
    }

    @Nullable String oneOf(String column, List<String> words) {
        return value(column, String.join(", ", words), text -> words.contains(text) ? text : null);
    }

    String requiredOneOf(String column, List<String> words) {
        return required(column, oneOf(column, words));
    }

    /** To the millisecond. */
    @Nullable Instant instant(String column) {
        return value(
                column, SprintDates.AN_INSTANT, text -> SprintDates.read(text).orElse(null));
    }

    Instant requiredInstant(String column) {
        return required(column, instant(column));
    }

    /** Null where the column is empty; entries are separated by semicolons. */
    @Nullable List<String> list(String column) {
        String text = text(column, Integer.MAX_VALUE);
        return text == null
                ? null
                : Stream.of(text.split(LIST_SEPARATOR))
                        .map(String::strip)
                        .filter(entry -> !entry.isEmpty())
                        .toList();
    }

    static IllegalArgumentException problem(String column, String value, String expected) {
        return new IllegalArgumentException(column + ": " + JsonFields.shown(value) + " (expected: " + expected + ")");
    }

    private <T> @Nullable T value(String column, String expected, Function<String, @Nullable T> reader) {
        String text = text(column, Integer.MAX_VALUE);
        if (text == null) {
            return null;
        }
        try {
            T value = reader.apply(text);
            if (value != null) {
                return value;
            }
        } catch (NumberFormatException malformed) {
            throw problem(column, text, expected);
        }
        throw problem(column, text, expected);
    }

    private static <T> T required(String column, @Nullable T value) {
        if (value == null) {
            throw problem(column, "missing", "a value");
        }
        return value;
    }
}
