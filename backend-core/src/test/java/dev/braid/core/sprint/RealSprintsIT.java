package dev.braid.core.sprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Real velocities, where they lie beside the project. */
class RealSprintsIT extends SprintTestServer {

    private static final Path FOLDER = Path.of("../../shared/data/sprints");

    @Autowired
    private SprintImport imports;

    @Autowired
    private MetaBoards boards;

    @Autowired
    private Sprints sprints;

    @Test
    void importsThemOnce() throws Exception {
        assumeThat(Files.isDirectory(FOLDER))
                .as("real data at %s: absent, skipped", FOLDER.toAbsolutePath().normalize())
                .isTrue();

        assertThat(imports.load(FOLDER))
                .contains("boards of velocities 134 new", "velocities 2578 new")
                .endsWith("skipped jira_issue_0.csv, jira_iteration_0.csv, jira_iteration_30.csv, "
                        + "jira_iteration_50.csv, jira_iteration_80.csv");
        assertThat(heard.drain()).hasSize(1);
        assertThat(imports.load(FOLDER)).contains("velocities 0 new, 0 updated, 2578 unchanged");
        assertThat(heard.drain()).isEmpty();

        List<StoredSprint> closed = boards.allActive().stream()
                .filter(board -> board.name().equals("apache 1"))
                .findFirst()
                .map(board -> sprints.closedBefore(board.boardId(), Instant.now(), 100))
                .orElseThrow();
        for (int i = 1; i < closed.size(); i++) {
            assertThat(closed.get(i).end()).isEqualTo(closed.get(i - 1).start());
        }
    }
}
