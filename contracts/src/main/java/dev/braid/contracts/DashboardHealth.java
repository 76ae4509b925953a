package dev.braid.contracts;

import java.time.Instant;

/**
 * The reply of {@code GET /api/dashboard/health}.
 *
 * @param status always {@code healthy}
 */
public record DashboardHealth(String status, Instant timestamp) {}
