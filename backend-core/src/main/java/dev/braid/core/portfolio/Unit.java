package dev.braid.core.portfolio;

import java.util.Locale;

/** What a project's work is counted in. */
enum Unit {
    STORY_POINTS,
    ISSUES;

    /** As it is written on the wire and in the database. */
    static Unit ofKey(String key) {
        return valueOf(key.toUpperCase(Locale.ROOT));
    }

    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
