package dev.braid.contracts;

import java.util.List;

/**
 * The reply of {@code GET /api/conversations}, the last talked in first.
 *
 * @param total conversations that the caller may read
 * @param limit as asked for, or its default
 * @param offset as asked for, or 0
 */
public record ConversationPage(List<Conversation> items, long total, int limit, int offset) {}
