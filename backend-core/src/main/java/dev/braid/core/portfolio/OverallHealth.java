package dev.braid.core.portfolio;

import java.util.List;
import java.util.Locale;

/** How all the projects of a portfolio do together. */
enum OverallHealth {
    HEALTHY,
    AT_RISK,
    CRITICAL,
    NO_DATA;

    /** Less than these of a hundred projects off the track are a risk yet. */
    private static final int CRITICAL_FROM_PERCENT = 30;

    /** As it is written on the wire. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** By the share of projects that are not on track; no data without projects. */
    static OverallHealth of(List<Health> projects) {
        if (projects.isEmpty()) {
            return NO_DATA;
        }
        long off = projects.stream().filter(health -> health != Health.ON_TRACK).count();
        if (off == 0) {
            return HEALTHY;
        }
        return 100 * off < (long) CRITICAL_FROM_PERCENT * projects.size() ? AT_RISK : CRITICAL;
    }
}
