package dev.braid.core.identity;

import dev.braid.contracts.User;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A user as the database knows them.
 *
 * @param passwordHash null: signs in with an identity provider only
 * @param timeZone IANA name; null: UTC
 * @param tokenVersion what access tokens must name to be worth anything
 */
record Account(
        String id,
        String email,
        boolean emailVerified,
        @Nullable String passwordHash,
        @Nullable String displayName,
        @Nullable String timeZone,
        boolean active,
        int tokenVersion,
        Instant createdAt,
        Instant updatedAt,
        Set<Role> roles) {

    /** As it is shown to its owner and to administrators. */
    User shown() {
        return new User(
                id,
                email,
                emailVerified,
                displayName,
                timeZone,
                active,
                Role.keys(roles),
                createdAt.truncatedTo(ChronoUnit.MILLIS),
                updatedAt.truncatedTo(ChronoUnit.MILLIS));
    }

    @Override
    public String toString() {
        return "Account[" + id + "]";
    }
}
