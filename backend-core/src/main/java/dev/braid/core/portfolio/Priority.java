package dev.braid.core.portfolio;

import java.util.Locale;

/** How much a project matters, the most important first. */
enum Priority {
    CRITICAL(100),
    HIGH(75),
    MEDIUM(50),
    LOW(25);

    private final int score;

    Priority(int score) {
        this.score = score;
    }

    int score() {
        return score;
    }

    /** As it is written on the wire and in the database. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Priority ofKey(String key) {
        return valueOf(key.toUpperCase(Locale.ROOT));
    }
}
