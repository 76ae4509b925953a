package dev.braid.contracts;

import java.util.List;

/**
 * The reply of {@code GET /api/conversations/{id}/messages}, the oldest first.
 *
 * @param total messages of the conversation
 * @param limit as asked for, or its default
 * @param offset as asked for, or 0
 */
public record MessagePage(List<Message> items, long total, int limit, int offset) {}
