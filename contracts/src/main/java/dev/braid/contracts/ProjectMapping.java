package dev.braid.contracts;

/**
 * Which issues of a board belong to a project.
 *
 * @param projectKey in capitals
 * @param match by what: {@code key}, {@code component}, {@code label} or {@code jql_field}
 * @param value the project's key, the name of a component or label, or {@code field=value}
 */
public record ProjectMapping(String projectKey, String match, String value) {}
