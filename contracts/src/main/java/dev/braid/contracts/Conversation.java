package dev.braid.contracts;

import java.time.Instant;

/**
 * Messages between a user and an assistant.
 *
 * @param updatedAt instant of its last message, or of its beginning
 */
public record Conversation(long id, String userId, Instant createdAt, Instant updatedAt) {}
