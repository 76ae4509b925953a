package dev.braid.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a board is by the issues of its sprints, and why.
 *
 * @param metaBoardType {@code single_project}, {@code multi_project} or {@code meta_board}; null if there is no issue to tell by
 * @param sprints of the board
 * @param issues in scope of these sprints: neither deleted nor parts of others
 * @param projects the largest first
 * @param dominantShare percent of the issues that are of the largest one; null without any
 * @param mappedProjects how many the board's configuration names
 * @param sprintsUpdated how many had another type before
 */
public record MetaBoardDetection(
        long boardId,
        @Nullable String metaBoardType,
        long sprints,
        long issues,
        List<Project> projects,
        @Nullable Double dominantShare,
        int mappedProjects,
        int sprintsUpdated) {

    public record Project(String projectKey, long issues) {}
}
