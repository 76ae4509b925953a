package dev.braid.contracts;

import java.util.List;

/** The reply of {@code GET /audit/event-types}: the types of the stored events, by category and name. */
public record AuditEventTypes(List<AuditEventType> items) {}
