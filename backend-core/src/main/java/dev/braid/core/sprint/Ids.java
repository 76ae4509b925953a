package dev.braid.core.sprint;

import dev.braid.core.web.JsonFields;
import java.util.Optional;
import java.util.regex.Pattern;

/** Ids as they are written in paths and queries. What is none is nothing's: it is not asked for, the database would refuse it. */
final class Ids {

    /** Nothing has a longer id: they are counted from 1, and at a million a second 19 digits are 30,000 years away. */
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

    private Ids() {}

    static Optional<Long> number(String text) {
        return Optional.of(text).filter(id -> NUMBER.matcher(id).matches()).map(Long::valueOf);
    }

    /** @throws IllegalArgumentException unless it is one */
    static long required(String text) {
        return number(text)
                .orElseThrow(() ->
                        new IllegalArgumentException(JsonFields.shown(text) + " (expected: a whole number from 1)"));
    }
}
