package dev.braid.core.sprint;

import dev.braid.contracts.MetaBoardConfiguration;
import dev.braid.contracts.MetaBoardDetection;
import dev.braid.contracts.MetaBoardDetection.Project;
import dev.braid.contracts.ProjectMapping;
import dev.braid.core.access.Caller;
import dev.braid.core.web.Ids;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Finds out what a board is by the issues in its sprints. */
@Service
class BoardDetection {

    /** In percent: a project with so much of the issues makes the others guests. */
    private static final double DOMINANT = 80;

    private static final String SINGLE = "single_project";
    private static final String MULTI = "multi_project";
    private static final String META = "meta_board";

    private final SprintStore sprints;
    private final SprintIssues issues;
    private final BoardStore boards;
    private final SprintWriting writing;
    private final Clock clock;

    BoardDetection(SprintStore sprints, SprintIssues issues, BoardStore boards, SprintWriting writing, Clock clock) {
        this.sprints = sprints;
        this.issues = issues;
        this.boards = boards;
        this.writing = writing;
        this.clock = clock;
    }

    /** What it is, which its sprints say from now on. */
    MetaBoardDetection detect(Caller caller, String boardId) {
        SprintWriting.requireUser(caller);
        long id = Ids.number(boardId).orElseThrow(() -> BoardConfigurations.unknown(boardId));
        return writing.by(caller, touched -> {
            Optional<MetaBoardConfiguration> board = boards.lock(id);
            long known = sprints.countOf(id);
            if (board.isEmpty() && known == 0) {
                throw BoardConfigurations.unknown(boardId);
            }
            return detect(
                    touched,
                    id,
                    known,
                    board.map(MetaBoardConfiguration::projectMappings).orElse(List.of()));
        });
    }

    private MetaBoardDetection detect(Touched touched, long boardId, long known, List<ProjectMapping> mappings) {
        Map<String, Long> counts = issues.countsByProject(boardId);
        int mapped = (int)
                mappings.stream().map(ProjectMapping::projectKey).distinct().count();
        String type = typeOf(counts, mapped);
        int updated = type == null ? 0 : sprints.setType(boardId, type, counts, now());
        if (updated > 0) {
            touched.add(boardId, SprintChange.ofBoard(boardId));
        }
        return new MetaBoardDetection(
                boardId, type, known, total(counts), projects(counts), dominantShare(counts), mapped, updated);
    }

    /** Null if there is nothing to tell by. */
    static @Nullable String typeOf(Map<String, Long> issuesByProject, int mappedProjects) {
        Double share = dominantShare(issuesByProject);
        if (share == null) {
            return null;
        }
        if (issuesByProject.size() == 1) {
            return SINGLE;
        }
        return mappedProjects > 1 || share < DOMINANT ? META : MULTI;
    }

    private static @Nullable Double dominantShare(Map<String, Long> issuesByProject) {
        long total = total(issuesByProject);
        long most = issuesByProject.values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
        return total == 0 ? null : 100.0 * most / total;
    }

    private static long total(Map<String, Long> issuesByProject) {
        return issuesByProject.values().stream().mapToLong(Long::longValue).sum();
    }

    private static List<Project> projects(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(count -> new Project(count.getKey(), count.getValue()))
                .toList();
    }

    private Instant now() {
        return StoredInstants.now(clock);
    }
}
