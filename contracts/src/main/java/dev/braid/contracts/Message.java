package dev.braid.contracts;

import java.time.Instant;

/**
 * What was said in a conversation.
 *
 * @param role who said it: {@code user} or {@code assistant}
 * @param content 1 to 10000 characters
 */
public record Message(long id, long conversationId, String role, String content, Instant createdAt) {}
