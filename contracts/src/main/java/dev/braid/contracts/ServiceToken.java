package dev.braid.contracts;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a machine's token; the token itself is kept nowhere.
 *
 * @param id {@code jti} of the token
 * @param name the machine's; several tokens may have the same
 * @param revokedAt null: not revoked
 */
public record ServiceToken(
        UUID id,
        String name,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant revokedAt) {}
