package dev.braid.contracts;

import java.time.Instant;
import java.util.UUID;

/**
 * Somebody's place in a team.
 *
 * @param role {@code owner}, {@code admin}, {@code member} or {@code viewer}
 */
public record TeamMember(UUID id, UUID teamId, String userId, String role, Instant joinedAt) {}
