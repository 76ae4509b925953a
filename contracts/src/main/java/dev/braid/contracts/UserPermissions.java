package dev.braid.contracts;

import java.util.List;

/** What the caller is, and what they may therefore do; both sorted by name. */
public record UserPermissions(List<String> roles, List<String> permissions) {}
