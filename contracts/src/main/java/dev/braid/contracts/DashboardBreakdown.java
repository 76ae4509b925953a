package dev.braid.contracts;

/**
 * The reply of {@code GET /api/dashboard/breakdown}: a user's own tasks.
 *
 * @param total always {@code pending + completed}
 */
public record DashboardBreakdown(long pending, long completed, long total) {}
