package dev.braid.contracts;

import java.util.List;

/**
 * {@code data} of {@code GET /api/v1/sprints}: those without a date first, then the latest.
 *
 * @param total sprints that the filter lets through
 * @param limit as asked for, or its default
 * @param offset as asked for, or 0
 */
public record SprintPage(List<Sprint> items, long total, int limit, int offset) {}
