package dev.braid.contracts;

import java.util.List;

/** The reply of {@code GET /admin/permissions}: each {@code resource:action}, sorted. */
public record PermissionList(List<String> items) {}
