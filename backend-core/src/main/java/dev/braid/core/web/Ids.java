package dev.braid.core.web;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids as they are written in paths, queries and bodies. What is none is nothing's: it is not asked for, the database would refuse it. */
public final class Ids {

    /** Nothing has a longer id: they are counted from 1, and at a million a second 19 digits are 30,000 years away. */
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

    /** The one form of RFC 9562, section 4. */
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private Ids() {}

    public static Optional<Long> number(String text) {
        return Optional.of(text).filter(id -> NUMBER.matcher(id).matches()).map(Long::valueOf);
    }

    /** @throws IllegalArgumentException unless it is one */
    public static long required(String text) {
        return number(text)
                .orElseThrow(() ->
                        new IllegalArgumentException(JsonFields.shown(text) + " (expected: a whole number from 1)"));
    }

    public static Optional<UUID> uuid(String text) {
        return Optional.of(text).filter(id -> UUID_TEXT.matcher(id).matches()).map(UUID::fromString);
    }
}
