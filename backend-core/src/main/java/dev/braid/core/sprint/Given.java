package dev.braid.core.sprint;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is said about a field of a change: nothing, or its new value.
 *
 * @param value null if it is to be none, or if nothing is said
 */
record Given<T>(boolean isGiven, @Nullable T value) {

    @Nullable T or(@Nullable T otherwise) {
        return isGiven ? value : otherwise;
    }

    /** For fields that cannot be null. */
    T orElse(Supplier<T> otherwise) {
        return value == null ? otherwise.get() : value;
    }
}
