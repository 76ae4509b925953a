package dev.braid.contracts;

import java.util.List;

/**
 * The reply of {@code GET /api/teams}, by name.
 *
 * @param total teams that the caller may read
 * @param limit as asked for, or its default
 * @param offset as asked for, or 0
 */
public record TeamPage(List<Team> items, long total, int limit, int offset) {}
