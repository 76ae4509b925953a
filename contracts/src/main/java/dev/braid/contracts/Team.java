package dev.braid.contracts;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * People who share tasks.
 *
 * @param name of one team only
 * @param role the caller's in it: {@code owner}, {@code admin}, {@code member} or {@code viewer}; null for a machine
 */
public record Team(
        UUID id,
        String name,
        String ownerId,
        @Nullable String description,
        Instant createdAt,
        Instant updatedAt,
        @Nullable String role) {}
