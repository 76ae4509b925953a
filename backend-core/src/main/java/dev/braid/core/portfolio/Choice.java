package dev.braid.core.portfolio;

import dev.braid.core.web.QueryParameters;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads one of a few words from a query. */
final class Choice {

    /** What is longer is not repeated whole to whoever sent it. */
    private static final int LONGEST_SHOWN = 60;

    private Choice() {}

    static <T> QueryParameters.Reader<T> of(T[] values, Function<T, String> key) {
        String expected = Arrays.stream(values).map(key).collect(Collectors.joining(", "));
        return text -> Arrays.stream(values)
                .filter(value -> key.apply(value).equals(text))
                .findFirst()
                .orElseThrow(() -> refused(text, "one of " + expected));
    }

    static IllegalArgumentException refused(String text, String expected) {
        return new IllegalArgumentException(shown(text) + " (expected: " + expected + ")");
    }

    private static String shown(String text) {
        return text.codePointCount(0, text.length()) > LONGEST_SHOWN
                ? text.substring(0, text.offsetByCodePoints(0, LONGEST_SHOWN)) + "…"
                : text;
    }
}
