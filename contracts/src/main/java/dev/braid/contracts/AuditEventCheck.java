package dev.braid.contracts;

import java.util.UUID;

/**
 * The reply of {@code GET /audit/events/{id}/verify}.
 *
 * @param valid both of the others
 * @param hashValid the event is what was hashed
 * @param linkValid it follows the event, or the anchor, before it, and the event after it follows it
 */
public record AuditEventCheck(UUID id, long seq, boolean valid, boolean hashValid, boolean linkValid) {}
