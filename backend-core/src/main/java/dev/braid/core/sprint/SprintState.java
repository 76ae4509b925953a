package dev.braid.core.sprint;

import java.util.Locale;

/** Where a sprint stands; it goes from one to the next, never back. */
public enum SprintState {
    FUTURE,
    ACTIVE,
    CLOSED;

    /** As it is written on the wire and in the database. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static SprintState ofKey(String key) {
        return valueOf(key.toUpperCase(Locale.ROOT));
    }
}
