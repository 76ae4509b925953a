package dev.braid.contracts;

/** A type of security events, {@code login.failed} of {@code authentication}. */
public record AuditEventType(String category, String type) {}
