package dev.braid.core.sprint;

import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.access.DataImport;
import dev.braid.core.access.UnreadableData;
import dev.braid.core.sprint.VelocityHistory.Merged;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Imports a folder with the history of a tracker, a file for each kind of thing ({@code docs/import-sprints.md}), as a whole or not at all.
 * The same files again change nothing, and nobody is told.
 */
@Component
@Order(2)
class SprintImport implements DataImport {

    private static final String VELOCITY_FILE = "velocity_history.csv";

    private static final Set<String> FILES = Set.of(
            StagedTable.BOARDS.file(),
            StagedTable.SPRINTS.file(),
            StagedTable.ISSUES.file(),
            StagedTable.CHANGES.file(),
            StagedTable.LINKS.file(),
            VELOCITY_FILE,
            ProjectFiles.PROJECTS,
            ProjectFiles.CAPACITY);

    private final SprintWriting writing;
    private final Staging staging;
    private final TrackerStore tracker;
    private final VelocityHistory velocities;
    private final ObjectProvider<ProjectImport> projects;
    private final Clock clock;

    SprintImport(
            SprintWriting writing,
            Staging staging,
            TrackerStore tracker,
            VelocityHistory velocities,
            ObjectProvider<ProjectImport> projects,
            Clock clock) {
        this.writing = writing;
        this.staging = staging;
        this.tracker = tracker;
        this.velocities = velocities;
        this.projects = projects;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return "sprints";
    }

    @Override
    public String folder() {
        return "sprints";
    }

    @Override
    public boolean accepts(Path entry) {
        return Files.isRegularFile(entry.resolve(StagedTable.SPRINTS.file()))
                || Files.isRegularFile(entry.resolve(VELOCITY_FILE));
    }

    @Override
    public String load(Path entry) throws IOException, UnreadableData {
        if (!accepts(entry)) {
            throw new UnreadableData(
                    entry,
                    "none of the files (expected: %s or %s)".formatted(StagedTable.SPRINTS.file(), VELOCITY_FILE));
        }
        // What is nobody's no user writes on import.
        try (CurrentCaller.Scope acting = CurrentCaller.become(Caller.SYSTEM)) {
            Loading loading = new Loading(entry, StoredInstants.now(clock));
            return writing.waiting(loading::merge, loading::handOver).summary();
        } catch (RefusedImport refused) {
            throw refused.reason();
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
    }

    /** One folder on its way into the tables. */
    private final class Loading {

        private final Path folder;
        private final Instant now;
        private final List<String> parts = new ArrayList<>();
        private final Set<Long> sprintIds = new HashSet<>();

        private Loading(Path folder, Instant now) {
            this.folder = folder;
            this.now = now;
        }

        private Loading merge(Touched touched) {
            Set<Long> boards = new TreeSet<>();
            Set<Long> contents = new TreeSet<>();
            stageAll();
            say("boards", tracker.mergeBoards(now, boards));
            mergeContents(contents);
            mergeVelocities(contents);
            tracker.setSynced(sprintIds, now);
            boards.forEach(boardId -> touched.add(boardId, SprintChange.ofBoard(boardId)));
            contents.forEach(boardId -> touched.add(boardId, SprintChange.imported(boardId)));
            return this;
        }

        private void stageAll() {
            stage(StagedTable.BOARDS);
            stage(StagedTable.SPRINTS);
            stage(StagedTable.ISSUES);
            stage(StagedTable.CHANGES);
            stage(StagedTable.LINKS);
        }

        private void stage(StagedTable table) {
            staging.stage(table, file(table));
        }

        private void mergeContents(Set<Long> contents) {
            List<Long> staged = tracker.stagedSprints();
            say("sprints", tracker.mergeSprints(now, contents));
            sprintIds.addAll(tracker.idsOfSprints(staged).values());
            say("issues", tracker.mergeIssues(file(StagedTable.ISSUES), contents));
            say("changes", tracker.mergeChanges(file(StagedTable.CHANGES), contents));
            if (file(StagedTable.LINKS).exists()) {
                say("links", tracker.mergeLinks(contents));
            }
        }

        private void mergeVelocities(Set<Long> contents) {
            CsvFile file = new CsvFile(folder.resolve(VELOCITY_FILE), VelocityRow.REQUIRED);
            if (!file.exists()) {
                return;
            }
            Merged merged = merged(file, contents);
            say("boards of velocities", merged.boards());
            say("velocities", merged.sprints());
            sprintIds.addAll(merged.sprintIds());
        }

        private Merged merged(CsvFile file, Set<Long> contents) {
            try {
                return velocities.merge(file, now, contents);
            } catch (UnreadableData wrong) {
                throw new RefusedImport(wrong);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }

        /** What is said of projects goes to whoever keeps them. */
        private void handOver() {
            ProjectFiles said = new ProjectFiles(folder, tracker);
            List<ProjectImport.Project> ofProjects = said.projects();
            List<ProjectImport.Capacity> capacities = said.capacities();
            int rows = ofProjects.size() + capacities.size();
            if (rows == 0) {
                return;
            }
            // Whoever keeps them keeps the same ones.
            int stored = projects.orderedStream()
                    .mapToInt(known -> known.store(ofProjects, capacities, Set.copyOf(sprintIds)))
                    .max()
                    .orElse(0);
            parts.add("projects and capacities %d new or updated, %d unchanged".formatted(stored, rows - stored));
        }

        private void say(String what, Counted counted) {
            if (!counted.isNone()) {
                parts.add(what + " " + counted);
            }
        }

        private String summary() {
            List<String> skipped = skipped();
            String all = parts.isEmpty() ? "nothing" : String.join("; ", parts);
            return skipped.isEmpty() ? all : all + "; skipped " + String.join(", ", skipped);
        }

        private List<String> skipped() {
            try (Stream<Path> entries = Files.list(folder)) {
                return entries.filter(Files::isRegularFile)
                        .map(entry -> entry.getFileName().toString())
                        .filter(name -> !FILES.contains(name))
                        .sorted()
                        .toList();
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }

        private CsvFile file(StagedTable table) {
            return new CsvFile(folder.resolve(table.file()), table.required().toArray(String[]::new));
        }
    }
}
