package dev.braid.contracts;

import java.time.Instant;

/**
 * The reply of {@code GET /api/dashboard/statistics}.
 *
 * @param computedAt when the tasks were counted
 * @param cached whether that was for an earlier request
 */
public record DashboardStatistics(TaskStatistics statistics, Instant computedAt, boolean cached) {}
