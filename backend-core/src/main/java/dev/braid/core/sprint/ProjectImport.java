package dev.braid.core.sprint;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes what an import of sprints says of projects, which {@code sprint} keeps nothing of. Called within the transaction of the import,
 * after {@link SprintListener#changed}, whenever the import says anything of projects, be it what is known already.
 */
public interface ProjectImport {

    /**
     * A project; null is what the import does not say, and stays as it is.
     *
     * @param projectKey in capitals
     * @param priority {@code critical}, {@code high}, {@code medium} or {@code low}
     * @param workstreamType {@code standard}, {@code epic} or {@code initiative}
     * @param projectPriority its place among the projects of a sprint, 1 is first
     */
    record Project(
            String projectKey,
            @Nullable String projectName,
            @Nullable String priority,
            @Nullable String workstreamType,
            @Nullable String category,
            @Nullable Integer projectPriority) {}

    /**
     * What a team may spend for a project in a sprint.
     *
     * @param sprintId ours
     * @param projectKey in capitals
     * @param allocatedPoints story points, 0 or more
     */
    record Capacity(long sprintId, String projectKey, String disciplineTeam, BigDecimal allocatedPoints) {}

    /**
     * Stores what differs from what is known.
     *
     * @param sprintIds ours: all sprints of the import, those that priorities are said for
     * @return how many projects and capacities were new or different
     */
    int store(List<Project> projects, List<Capacity> capacities, Set<Long> sprintIds);
}
