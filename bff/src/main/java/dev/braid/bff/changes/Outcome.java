package dev.braid.bff.changes;

import java.util.Locale;

/** What a frame about a change came to. */
enum Outcome {
    FOLLOWED,
    DUPLICATE,
    GAP,
    UNTAGGED,
    UNREADABLE;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
