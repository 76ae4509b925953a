package dev.braid.core.portfolio;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A project to be ranked.
 *
 * @param projectPriority 1 is first; empty where nobody said
 * @param score as it is shown; empty where nobody can say
 */
record Ranked(
        String projectKey, String projectName, Priority priority, OptionalInt projectPriority, OptionalDouble score) {}
