package dev.braid.load.stream;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Named values of one measurement; in a file it is a line of {@code name=value}. */
final class Measurement {

    private final Map<String, String> values = new LinkedHashMap<>();

    static Measurement parse(String line) {
        Measurement parsed = new Measurement();
        if (!line.isBlank()) {
            parsed.values.putAll(Settings.of(line.strip().split(" +")).values());
        }
        return parsed;
    }

    void put(String name, String value) {
        values.put(name, value);
    }

    void put(String name, long value) {
        values.put(name, Long.toString(value));
    }

    void put(String name, double value) {
        values.put(name, String.format(Locale.ROOT, "%.3f", value));
    }

    void putAll(Measurement other) {
        values.putAll(other.values);
    }

    Measurement prefixed(String prefix) {
        Measurement prefixed = new Measurement();
        values.forEach((name, value) -> prefixed.values.put(prefix + name, value));
        return prefixed;
    }

    /** Empty if there is none. */
    String text(String name) {
        return values.getOrDefault(name, "");
    }

    double number(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + ": missing (expected: in " + this + ")");
        }
        return Double.parseDouble(value);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(value -> value.getKey() + "=" + value.getValue())
                .collect(Collectors.joining(" "));
    }
}
