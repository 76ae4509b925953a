package dev.braid.contracts;

import java.util.List;

/**
 * The reply of {@code GET /users}.
 *
 * @param total users that the filter lets through
 * @param limit as asked for, or its default
 * @param offset as asked for, or 0
 */
public record UserPage(List<User> items, long total, int limit, int offset) {}
