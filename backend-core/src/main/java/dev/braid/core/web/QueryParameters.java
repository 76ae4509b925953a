package dev.braid.core.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a query strictly. Each reader notes what is wrong and goes on, so that {@link #verify()} can name all problems at once:
 * what is missing, malformed, given twice, or asked for by nobody. What a reader returned means nothing before that.
 */
public final class QueryParameters {

    /** Reads one value; what it throws says {@code value (expected: …)}. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(String text) throws IllegalArgumentException;
    }

    private final Map<String, String[]> given;
    private final Set<String> known = new LinkedHashSet<>();
    private final Map<String, Object> problems = new LinkedHashMap<>();

    private QueryParameters(Map<String, String[]> given) {
        this.given = given;
    }

    public static QueryParameters of(HttpServletRequest request) {
        return new QueryParameters(request.getParameterMap());
    }

    static QueryParameters of(Map<String, String[]> given) {
        return new QueryParameters(given);
    }

    /** The value, or empty when absent or wrong. */
    public <T> Optional<T> optional(String name, Reader<T> reader) {
        known.add(name);
        String[] values = given.get(name);
        if (values == null) {
            return Optional.empty();
        }
        if (values.length > 1) {
            reject(name, "given " + values.length + " times (expected: once)");
            return Optional.empty();
        }
        return read(name, values[0], reader);
    }

    /** The value, present whenever {@link #verify()} passes. */
    public <T> Optional<T> required(String name, Reader<T> reader) {
        if (!given.containsKey(name)) {
            known.add(name);
            reject(name, "missing");
        }
        return optional(name, reader);
    }

    /** Every value of a parameter that may be repeated. */
    public <T> Collection<T> repeatable(String name, Reader<T> reader) {
        known.add(name);
        Set<T> values = new LinkedHashSet<>();
        for (String value : given.getOrDefault(name, new String[0])) {
            read(name, value, reader).ifPresent(values::add);
        }
        return values;
    }

    /** Notes a problem that only the reader of several parameters can see. The first problem of a field stays. */
    public void reject(String name, String problem) {
        problems.putIfAbsent(name, problem);
    }

    /** Throws a VALIDATION that names everything that is wrong, unknown parameters included. */
    public void verify() {
        for (String name : new TreeSet<>(given.keySet())) {
            if (!known.contains(name)) {
                reject(
                        name,
                        "unknown (expected: " + (known.isEmpty() ? "none" : "one of " + String.join(", ", known))
                                + ")");
            }
        }
        if (!problems.isEmpty()) {
            throw ApiException.validation(problems);
        }
    }

    public static boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text + " (expected: true or false)");
        };
    }

    public static Reader<Integer> integer(int least, int most) {
        String expected = " (expected: " + least + ".." + most + ")";
        return text -> {
            try {
                int value = Integer.parseInt(text);
                if (value >= least && value <= most) {
                    return value;
                }
            } catch (NumberFormatException notANumber) {
                throw new IllegalArgumentException(text + expected, notANumber);
            }
            throw new IllegalArgumentException(text + expected);
        };
    }

    private <T> Optional<T> read(String name, String text, Reader<T> reader) {
        try {
            return Optional.of(reader.read(text));
        } catch (IllegalArgumentException wrong) {
            reject(name, String.valueOf(wrong.getMessage()));
            return Optional.empty();
        }
    }
}
