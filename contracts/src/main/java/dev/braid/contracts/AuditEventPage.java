package dev.braid.contracts;

import java.util.List;

/**
 * The reply of {@code GET /audit/events}.
 *
 * @param items the newest first
 * @param total events that the filters let through
 * @param limit as asked for, or its default
 * @param offset as asked for, or 0
 */
public record AuditEventPage(List<AuditEvent> items, long total, int limit, int offset) {}
