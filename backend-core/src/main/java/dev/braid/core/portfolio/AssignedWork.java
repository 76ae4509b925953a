package dev.braid.core.portfolio;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who has taken on what of a sprint, and what their teams may spend on it. */
@Repository
class AssignedWork {

    static final String ASSIGNED = """
            SELECT project_workstream_id, discipline_team, assignee_account_id,
                coalesce(sum(story_points) FILTER (WHERE status_category <> 'new'), 0) AS utilized
            FROM issues
            WHERE sprint_id = :sprint AND project_workstream_id IS NOT NULL AND deleted_at IS NULL AND NOT is_subtask
            GROUP BY project_workstream_id, discipline_team, assignee_account_id
            """;

    static final String ALLOCATED = """
            SELECT project_workstream_id, discipline_team, allocated_points FROM project_capacity_allocations WHERE sprint_id = :sprint
            """;

    private final JdbcClient jdbc;

    AssignedWork(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A project's: its assignees, and its teams by name. */
    static final class Teams {

        static final Teams NONE = new Teams();

        private final Set<String> assignees = new HashSet<>();
        private final Set<String> involved = new TreeSet<>();
        private final Map<String, Double> utilized = new TreeMap<>();
        private final Map<String, Double> allocated = new TreeMap<>();

        int members() {
            return assignees.size();
        }

        /** Those that have an issue in the sprint, by name. */
        Set<String> involved() {
            return involved;
        }

        /** Points in progress or completed, by team. */
        Map<String, Double> utilized() {
            return utilized;
        }

        /** Points that may be spent, by team. */
        Map<String, Double> allocated() {
            return allocated;
        }

        private void add(@Nullable String team, @Nullable String assignee, double points) {
            if (assignee != null) {
                assignees.add(assignee);
            }
            if (team != null) {
                involved.add(team);
                utilized.merge(team, points, Double::sum);
            }
        }
    }

    /** By workstream; without those that have neither an issue in the sprint nor anything to spend. */
    Map<Long, Teams> of(long sprintId) {
        Map<Long, Teams> teams = new HashMap<>();
        RowCallbackHandler assigned = row -> teams.computeIfAbsent(
                        row.getLong("project_workstream_id"), any -> new Teams())
                .add(row.getString("discipline_team"), row.getString("assignee_account_id"), row.getDouble("utilized"));
        jdbc.sql(ASSIGNED).param("sprint", sprintId).query(assigned);
        RowCallbackHandler allocated =
                row -> teams.computeIfAbsent(row.getLong("project_workstream_id"), any -> new Teams())
                        .allocated
                        .put(row.getString("discipline_team"), row.getDouble("allocated_points"));
        jdbc.sql(ALLOCATED).param("sprint", sprintId).query(allocated);
        return teams;
    }
}
