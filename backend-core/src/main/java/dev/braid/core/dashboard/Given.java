package dev.braid.core.dashboard;

import org.jspecify.annotations.Nullable;

/** A member of a PATCH that may be absent, which keeps what is there, or null, which clears it. */
record Given<T>(boolean there, @Nullable T value) {

    @Nullable T or(@Nullable T before) {
        return there ? value : before;
    }
}
