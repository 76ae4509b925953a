package dev.braid.core.sprint;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a sprint stands; it goes from one to the next, never back. */
public enum SprintState {
    FUTURE,
    ACTIVE,
    CLOSED;

    static final String EXPECTED = "future, active or closed";

    static Optional<SprintState> byKey(String key) {
        return Stream.of(values()).filter(state -> state.key().equals(key)).findFirst();
    }

    /** As it is written on the wire and in the database. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static SprintState ofKey(String key) {
        return valueOf(key.toUpperCase(Locale.ROOT));
    }
}
