package dev.braid.core.identity;

import java.time.Instant;
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

    @Override
    public String toString() {
        return "Account[" + id + "]";
    }
}
