package dev.braid.core.sprint;

import java.time.ZoneId;

/** Names of time zones as the tz database has them. */
final class TimeZones {

    static final String EXPECTED = "the name of a time zone like Europe/Berlin";

    /** Java's own, which the database does not have. */
    private static final String JAVAS_OWN = "SystemV/";

    private TimeZones() {}

    /** Not every offset and abbreviation that Java would take. */
    static boolean isKnown(String name) {
        return ZoneId.getAvailableZoneIds().contains(name) && !name.startsWith(JAVAS_OWN);
    }
}
