package dev.braid.contracts;

import java.util.List;

/** The reply of {@code GET /admin/roles}. */
public record RoleList(List<RoleDescription> items) {}
