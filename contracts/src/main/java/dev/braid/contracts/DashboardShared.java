package dev.braid.contracts;

/**
 * The reply of {@code GET /api/dashboard/shared}: tasks of others that are shared with a user.
 *
 * @param totalShared always {@code viewOnly + canEdit}
 */
public record DashboardShared(long totalShared, long viewOnly, long canEdit) {}
