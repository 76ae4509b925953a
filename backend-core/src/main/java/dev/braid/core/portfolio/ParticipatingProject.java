package dev.braid.core.portfolio;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A project that takes part in a sprint.
 *
 * @param projectPriority 1 is first; empty where nobody said
 * @param expected points of which its share of the sprint was expected to be
 */
record ParticipatingProject(
        long workstreamId,
        String key,
        String name,
        Priority priority,
        OptionalInt projectPriority,
        OptionalDouble expected) {}
