package dev.braid.core.portfolio;

import dev.braid.core.sprint.ProjectImport;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/**
 * What an import says of projects, and of what teams may spend for them. A project that nobody knew becomes one; one that a team may spend
 * something for in a sprint takes part in it.
 */
@Component
class ImportedProjects implements ProjectImport {

    private static final String STORE_PROJECT = """
            INSERT INTO project_workstreams AS w
                (project_key, project_name, priority, workstream_type, project_category, jira_board_id, created_at, updated_at)
            VALUES (:key, coalesce(CAST(:name AS text), :key), coalesce(CAST(:priority AS text), 'medium'),
                coalesce(CAST(:type AS text), 'standard'), CAST(:category AS text),
                (SELECT min(board_id) FROM sprints WHERE id = ANY (:sprints) HAVING count(DISTINCT board_id) = 1), :now, :now)
            ON CONFLICT (upper(project_key)) WHERE is_active DO UPDATE SET
                project_name = coalesce(CAST(:name AS text), w.project_name), priority = coalesce(CAST(:priority AS text), w.priority),
                workstream_type = coalesce(CAST(:type AS text), w.workstream_type),
                project_category = coalesce(CAST(:category AS text), w.project_category), updated_at = :now
            WHERE (w.project_name, w.priority, w.workstream_type, w.project_category) IS DISTINCT FROM (
                coalesce(CAST(:name AS text), w.project_name), coalesce(CAST(:priority AS text), w.priority),
                coalesce(CAST(:type AS text), w.workstream_type), coalesce(CAST(:category AS text), w.project_category))
            """;

    private static final String STORE_PRIORITY = """
            UPDATE project_sprint_associations a SET project_priority = :priority, updated_at = :now
            FROM project_workstreams w
            WHERE w.is_active AND upper(w.project_key) = :key AND a.project_workstream_id = w.id
                AND a.sprint_id = ANY (:sprints) AND a.project_priority IS DISTINCT FROM :priority
            """;

    private static final String STORE_CAPACITY = """
            INSERT INTO project_capacity_allocations AS c
                (sprint_id, project_workstream_id, discipline_team, allocated_points, created_at, updated_at)
            SELECT :sprint, w.id, :team, :points, :now, :now
            FROM project_workstreams w WHERE w.is_active AND upper(w.project_key) = :key
            ON CONFLICT (sprint_id, project_workstream_id, discipline_team) DO UPDATE
            SET allocated_points = excluded.allocated_points, updated_at = excluded.updated_at, version = c.version + 1
            WHERE c.allocated_points <> excluded.allocated_points
            """;

    private static final String TAKE_PART = """
            INSERT INTO project_sprint_associations (sprint_id, project_workstream_id, created_at, updated_at)
            SELECT :sprint, w.id, :now, :now FROM project_workstreams w WHERE w.is_active AND upper(w.project_key) = :key
            ON CONFLICT DO NOTHING
            """;

    private static final String BOARDS = """
            SELECT DISTINCT s.board_id FROM project_workstreams w
            JOIN project_sprint_associations a ON a.project_workstream_id = w.id JOIN sprints s ON s.id = a.sprint_id
            WHERE w.is_active AND upper(w.project_key) = ANY (:keys)
            """;

    private final JdbcClient jdbc;
    private final AdoptedProjects adopted;
    private final Clock clock;

    ImportedProjects(JdbcClient jdbc, AdoptedProjects adopted, Clock clock) {
        this.jdbc = jdbc;
        this.adopted = adopted;
        this.clock = clock;
    }

    @Override
    public int store(List<Project> projects, List<Capacity> capacities, Set<Long> sprintIds) {
        Long[] sprints = sprintIds.toArray(Long[]::new);
        Set<String> keys = new HashSet<>();
        int stored = 0;
        // First, because who may spend something takes part, and only who takes part has a place.
        for (Capacity capacity : capacities) {
            if (allocate(capacity)) {
                keys.add(capacity.projectKey());
                stored++;
            }
        }
        for (Project project : projects) {
            if (describe(project, sprints) + place(project, sprints) > 0) {
                keys.add(project.projectKey());
                stored++;
            }
        }
        adopted.changed(boardsOf(keys));
        return stored;
    }

    private int describe(Project project, Long[] sprints) {
        return of(project.projectKey(), STORE_PROJECT)
                .param("name", project.projectName())
                .param("priority", project.priority())
                .param("type", project.workstreamType())
                .param("category", project.category())
                .param("sprints", sprints)
                .update();
    }

    private int place(Project project, Long[] sprints) {
        return project.projectPriority() == null
                ? 0
                : of(project.projectKey(), STORE_PRIORITY)
                        .param("priority", project.projectPriority())
                        .param("sprints", sprints)
                        .update();
    }

    /** Whether it was new or different. */
    private boolean allocate(Capacity capacity) {
        describe(new Project(capacity.projectKey(), null, null, null, null, null), new Long[] {capacity.sprintId()});
        int takes = of(capacity.projectKey(), TAKE_PART)
                .param("sprint", capacity.sprintId())
                .update();
        int allocated = of(capacity.projectKey(), STORE_CAPACITY)
                .param("sprint", capacity.sprintId())
                .param("team", capacity.disciplineTeam())
                .param("points", capacity.allocatedPoints())
                .update();
        return takes + allocated > 0;
    }

    /** In whose sprints these projects take part. */
    private Set<Long> boardsOf(Collection<String> keys) {
        return jdbc.sql(BOARDS)
                .param("keys", keys.toArray(String[]::new))
                .query(Long.class)
                .set();
    }

    private StatementSpec of(String projectKey, String statement) {
        return jdbc.sql(statement).param("key", projectKey).param("now", Timestamp.from(clock.instant()));
    }
}
