package dev.braid.contracts;

import java.util.List;

/**
 * The reply of {@code GET /api/tasks}.
 *
 * @param total tasks that the filters let through
 * @param limit as asked for, or its default
 * @param offset as asked for, or 0
 */
public record TaskPage(List<Task> items, long total, int limit, int offset) {}
