package dev.braid.core.portfolio;

import java.util.Locale;

/** Which way a number went over the last sprints; improving is what people want, be that up or down. */
enum Trend {
    IMPROVING,
    STABLE,
    DECLINING;

    /** As it is written on the wire and in the database. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
