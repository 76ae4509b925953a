package dev.braid.contracts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An account.
 *
 * @param emailVerified whether its owner has shown to read that mail
 * @param timeZone IANA name; null: UTC
 * @param active whether somebody can sign in with it
 * @param roles sorted by name
 */
public record User(
        String id,
        String email,
        boolean emailVerified,
        @Nullable String displayName,
        @Nullable String timeZone,
        boolean active,
        List<String> roles,
        Instant createdAt,
        Instant updatedAt) {}
