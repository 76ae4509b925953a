package dev.braid.core.sprint;

import dev.braid.core.access.UnreadableData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a folder says of projects: {@code projects.csv} and {@code capacity.csv}. Whatever is wrong is a {@link RefusedImport}. */
final class ProjectFiles {

    static final String PROJECTS = "projects.csv";
    static final String CAPACITY = "capacity.csv";

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_WORD = 100;

    private static final List<String> TYPES = List.of("standard", "epic", "initiative");

    private final CsvFile projects;
    private final CsvFile capacity;
    private final TrackerStore tracker;

    ProjectFiles(Path folder, TrackerStore tracker) {
        this.projects = new CsvFile(folder.resolve(PROJECTS), "project_key");
        this.capacity = new CsvFile(folder.resolve(CAPACITY), "sprint_id", "project_key", "team", "allocated_points");
        this.tracker = tracker;
    }

    List<ProjectImport.Project> projects() {
        return List.copyOf(rows(projects, ProjectFiles::project, ProjectImport.Project::projectKey)
                .values());
    }

    /** Of sprints that were merged before. */
    List<ProjectImport.Capacity> capacities() {
        Map<Long, ProjectImport.Capacity> rows = rows(
                capacity,
                ProjectFiles::capacity,
                row -> List.of(row.sprintId(), row.projectKey(), row.disciplineTeam()));
        Map<Long, Long> ids = tracker.idsOfSprints(rows.values().stream()
                .map(ProjectImport.Capacity::sprintId)
                .distinct()
                .toList());
        List<ProjectImport.Capacity> capacities = new ArrayList<>();
        rows.forEach((line, row) -> {
            Long id = ids.get(row.sprintId());
            if (id == null) {
                throw new RefusedImport(capacity.bad(
                        line,
                        "sprint_id: %d (expected: a sprint of this import or of an earlier one)"
                                .formatted(row.sprintId())));
            }
            capacities.add(
                    new ProjectImport.Capacity(id, row.projectKey(), row.disciplineTeam(), row.allocatedPoints()));
        });
        return capacities;
    }

    /** By their lines. */
    private static <T> Map<Long, T> rows(CsvFile file, Function<CsvRow, T> reader, Function<T, Object> key) {
        if (!file.exists()) {
            return Map.of();
        }
        Map<Long, T> rows = new LinkedHashMap<>();
        Map<Object, Long> lines = new HashMap<>();
        try {
            file.each((row, line) -> {
                T value = reader.apply(row);
                Long before = lines.putIfAbsent(key.apply(value), line);
                if (before != null) {
                    throw new IllegalArgumentException(
                            "%s (expected: once, not also in line %d)".formatted(key.apply(value), before));
                }
                rows.put(line, value);
            });
        } catch (UnreadableData wrong) {
            throw new RefusedImport(wrong);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return rows;
    }

    private static ProjectImport.Project project(CsvRow row) {
        Long priority = row.whole("project_priority", 1, Integer.MAX_VALUE);
        return new ProjectImport.Project(
                StagedTable.project(row, "project_key"),
                row.text("project_name", LONGEST_NAME),
                row.oneOf("priority", StagedTable.PRIORITIES),
                row.oneOf("workstream_type", TYPES),
                row.text("category", LONGEST_WORD),
                priority == null ? null : priority.intValue());
    }

    /** Its sprint is the tracker's yet. */
    private static ProjectImport.Capacity capacity(CsvRow row) {
        return new ProjectImport.Capacity(
                row.requiredWhole("sprint_id", 1, Long.MAX_VALUE),
                StagedTable.project(row, "project_key"),
                row.requiredText("team", LONGEST_WORD),
                row.requiredPoints("allocated_points"));
    }
}
