package dev.braid.contracts;

import java.util.List;

/** The reply of {@code GET /api/tasks/{id}/shares}: the oldest first. */
public record ShareList(List<Share> items, long total) {}
