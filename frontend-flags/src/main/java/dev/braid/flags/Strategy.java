package dev.braid.flags;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * For whom a flag that is on is on: the id of a Togglz activation strategy and its parameters.
 *
 * <p>Its text is {@code id} or {@code id:name=value;name=value}, for example {@code gradual:percentage=25}.
 */
public record Strategy(String id, SortedMap<String, String> parameters) {

    public Strategy {
        if (!id.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException(
                    "strategy: %s (expected: letters, digits, dots, dashes before a colon)".formatted(id));
        }
        parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
        parameters.forEach(Strategy::requireWritable);
    }

    public static Strategy of(String id, Map<String, String> parameters) {
        return new Strategy(id, new TreeMap<>(parameters));
    }

    /** Reads what {@link #toString()} writes. */
    public static Strategy parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return of(text, Map.of());
        }
        SortedMap<String, String> parameters = new TreeMap<>();
        for (String parameter : text.substring(colon + 1).split(";", -1)) {
            int equals = parameter.indexOf('=');
            if (equals < 1 || parameters.put(parameter.substring(0, equals), parameter.substring(equals + 1)) != null) {
                throw new IllegalArgumentException(
                        "strategy: %s (expected: id:name=value;name=value, each name once)".formatted(text));
            }
        }
        return new Strategy(text.substring(0, colon), parameters);
    }

    @Override
    public String toString() {
        if (parameters.isEmpty()) {
            return id;
        }
        return parameters.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
                .collect(Collectors.joining(";", id + ":", ""));
    }

    private static void requireWritable(String name, String value) {
        if (name.isEmpty() || name.contains("=") || name.contains(";") || value.contains(";")) {
            throw new IllegalArgumentException(
                    "strategy parameter: %s=%s (expected: a name, and no semicolon)".formatted(name, value));
        }
    }
}
