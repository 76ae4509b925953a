package dev.braid.contracts;

/** The body of {@code PATCH /api/tasks/{id}/shares/{share_id}}. */
public record ShareChange(SharePermission permission) {}
