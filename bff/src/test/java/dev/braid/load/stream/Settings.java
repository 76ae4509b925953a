package dev.braid.load.stream;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a program was told on its command line, as {@code name=value}. */
record Settings(Map<String, String> values) {

    static Settings of(String... arguments) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("argument: " + argument + " (expected: name=value)");
            }
            values.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        return new Settings(values);
    }

    String text(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException(name + ": missing (expected: " + name + "=…)"));
    }

    /** Empty as well if it is there without a value. */
    Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
    }

    int number(String name, int otherwise) {
        return find(name).map(Integer::parseInt).orElse(otherwise);
    }

    double decimal(String name, double otherwise) {
        return find(name).map(Double::parseDouble).orElse(otherwise);
    }
}
