package dev.braid.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code data} of {@code GET /api/v1/meta-boards/{board_id}/project-rankings}.
 *
 * @param totalProjects before the limit
 */
public record ProjectRankings(List<Ranking> rankings, String criteria, int totalProjects) {

    /**
     * @param rank 1 is first; equal scores have the same rank, and the next score the next one
     * @param score null where nobody can say; those come last
     * @param justification for people
     */
    public record Ranking(
            String projectKey,
            String projectName,
            int rank,
            @Nullable Double score,
            String rankingCriteria,
            String justification) {}
}
