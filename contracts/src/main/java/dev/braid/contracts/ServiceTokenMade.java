package dev.braid.contracts;

import java.time.Instant;
import java.util.UUID;

/**
 * The reply of {@code POST /admin/service-tokens}.
 *
 * @param token shown this once
 */
public record ServiceTokenMade(UUID id, String name, Instant expiresAt, String token) {}
