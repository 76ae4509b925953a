package dev.braid.contracts;

import java.util.List;

/** A role, and what whoever has it may do. */
public record RoleDescription(String role, List<String> permissions) {}
