package dev.braid.bff.changes;

import java.util.Locale;

/** Why it is unknown what has changed, so that everything is forgotten. */
enum Flush {
    /** What happened until this connection was greeted nobody has told. */
    CONNECTED,
    GAP,
    UNTAGGED,
    UNREADABLE,
    /** More tags at once than it pays to remember one by one. */
    TOO_MANY;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
