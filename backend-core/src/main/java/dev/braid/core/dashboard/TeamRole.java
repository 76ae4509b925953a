package dev.braid.core.dashboard;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What somebody is in a team, and what that lets them do there. */
enum TeamRole {
    /** Who made the team, for as long as there is one. */
    OWNER,
    ADMIN,
    MEMBER,
    VIEWER;

    /** Its name on the wire and in the database. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<TeamRole> byKey(@Nullable String key) {
        return Stream.of(values()).filter(role -> role.key().equals(key)).findFirst();
    }

    /** Whether one in this role changes the team and who is in it. */
    boolean manages() {
        return this == OWNER || this == ADMIN;
    }

    /** Whether one in this role decides who is in the other, and who no longer is. */
    boolean decidesAbout(TeamRole other) {
        return switch (this) {
            case OWNER -> other != OWNER;
            case ADMIN -> other == MEMBER || other == VIEWER;
            case MEMBER, VIEWER -> false;
        };
    }
}
