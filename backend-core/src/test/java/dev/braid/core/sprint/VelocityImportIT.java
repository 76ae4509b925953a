package dev.braid.core.sprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Closed sprints of which only the velocities are known. */
class VelocityImportIT extends SprintTestServer {

    private static final String HEADER =
            "project,board_id,seq,sprint_id,plan_days,team_members,committed_at_start,added_by_80pct,removed_by_80pct,delivered";

    @TempDir
    private Path folder;

    @Autowired
    private SprintImport imports;

    @Autowired
    private Sprints sprints;

    @Autowired
    private MetaBoards boards;

    private SprintFiles files;
    private String project;

    @BeforeEach
    void aFolder() {
        files = new SprintFiles(folder);
        project = "p" + anId();
    }

    @Test
    void storesClosedSprintsLaidEndToEnd() throws Exception {
        history("%s,1,2,13,10.5,2.0,20,5,2,17", "%s,1,1,8,0.0,1.0,10,0,0,12.5", "%s,7,1,8,-3,,0,3,5,0");

        Instant before = Instant.now();
        assertThat(imports.load(folder))
                .isEqualTo(
                        "boards of velocities 2 new, 0 updated, 0 unchanged; velocities 3 new, 0 updated, 0 unchanged");

        MetaBoard board = board(project + " 1");
        assertThat(board.boardId()).isGreaterThanOrEqualTo(1_000_000_000L);
        List<StoredSprint> closed = sprints.closedBefore(board.boardId(), Instant.now(), 10);
        assertThat(closed)
                .extracting(StoredSprint::name)
                .containsExactly(project + " 1 sprint 13", project + " 1 sprint 8");
        StoredSprint last = closed.get(0);
        StoredSprint first = closed.get(1);
        assertThat(last.completed())
                .isCloseTo(before, within(1, ChronoUnit.MINUTES))
                .isEqualTo(last.end());
        assertThat(last.start())
                .isEqualTo(last.end().minus(Duration.ofHours(252)))
                .isEqualTo(first.end());
        assertThat(first.start()).isEqualTo(first.end().minus(Duration.ofDays(14)));
        assertThat(closed).allSatisfy(sprint -> {
            assertThat(sprint.synthetic()).isTrue();
            assertThat(sprint.jiraSprintId()).isNull();
        });
        assertThat(board(project + " 7").boardId()).isNotEqualTo(board.boardId());
    }

    @Test
    void keepsWhatWasDeliveredAsAnAnalysis() throws Exception {
        history("%s,1,1,8,9.0,1.0,1,3,5,2.5", "%s,1,2,9,9.0,1.0,10,3,5,2");

        imports.load(folder);

        String key = project.toUpperCase(Locale.ROOT) + "-1";
        List<String> analyses = owner().sql("""
                        SELECT concat_ws(' ', project_name, total_story_points, completed_story_points, project_breakdown -> project_key ->> 'added')
                        FROM sprint_analyses WHERE project_key = ? AND analysis_type = 'velocity' ORDER BY id
                        """).param(key).query(String.class).list();
        // What was removed was more than there had been: the total is what was delivered.
        assertThat(analyses).containsExactly(project + " 1 2.50 2.50 3.00", project + " 1 8.00 2.00 3.00");
        JsonNode result = JSON.readTree(
                owner().sql("SELECT result FROM sprint_analyses WHERE project_key = ? ORDER BY id LIMIT 1")
                        .param(key)
                        .query(String.class)
                        .single());
        assertThat(result.at("/committed_at_start").asDouble()).isEqualTo(1);
        assertThat(result.at("/removed").asDouble()).isEqualTo(5);
        assertThat(result.at("/delivered").asDouble()).isEqualTo(2.5);
    }

    @Test
    void theSameFileAgainChangesNothingAndMovesNoDate() throws Exception {
        history("%s,1,1,8,9.0,1.0,10,0,0,12.5", "%s,1,2,9,9.0,1.0,10,0,0,12.5");
        imports.load(folder);
        List<StoredSprint> before = closed();
        forget();

        assertThat(imports.load(folder))
                .isEqualTo(
                        "boards of velocities 0 new, 0 updated, 1 unchanged; velocities 0 new, 0 updated, 2 unchanged");

        assertThat(closed()).isEqualTo(before);
        assertThat(heard.drain()).isEmpty();
        assertThat(told()).isEmpty();
    }

    @Test
    void whatElseWasDeliveredMovesNoDate() throws Exception {
        history("%s,1,1,8,9.0,1.0,10,0,0,12.5");
        imports.load(folder);
        List<StoredSprint> before = closed();
        forget();
        history("%s,1,1,8,9.0,1.0,10,0,0,13");

        assertThat(imports.load(folder)).contains("velocities 0 new, 1 updated, 0 unchanged");

        assertThat(closed()).isEqualTo(before);
        assertThat(heard.drain()).hasSize(1);
        assertThat(typesTold()).containsExactly("issues_imported");
    }

    @Test
    void aLaterSprintMovesThoseBeforeIt() throws Exception {
        history("%s,1,1,8,9.0,1.0,10,0,0,12.5", "%s,1,2,9,9.0,1.0,10,0,0,12.5");
        imports.load(folder);
        history("%s,1,3,10,3.0,1.0,10,0,0,12.5");

        assertThat(imports.load(folder)).contains("velocities 1 new, 0 updated, 0 unchanged");

        List<StoredSprint> closed = closed();
        assertThat(closed).hasSize(3);
        assertThat(closed.get(0).completed()).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
        assertThat(closed.get(1).end()).isEqualTo(closed.get(0).start());
        assertThat(closed.get(2).end()).isEqualTo(closed.get(1).start());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a:b,1,1,8,9.0,1.0,10,0,0,12.5 | :2: project: a:b",
                "ab,1,x,8,9.0,1.0,10,0,0,12.5 | :2: seq: x",
                "ab,1,1,8,NaN,1.0,10,0,0,12.5 | :2: plan_days: NaN",
                "ab,1,1,8,99999,1.0,10,0,0,12.5 | :2: plan_days: 99999",
                "ab,1,1,8,9.0,1.0,-10,0,0,12.5 | :2: committed_at_start: -10",
                "ab,1,1,8,9.0,1.0,10,0,0, | :2: delivered: missing"
            })
    void aLineThatIsWrongIsNamed(String line, String problem) {
        history(line);

        assertThatThrownBy(() -> imports.load(folder)).hasMessageContaining("velocity_history.csv" + problem);
    }

    @Test
    void aSprintThatStandsTwiceIsRefused() {
        history("%s,1,1,8,9.0,1.0,10,0,0,12.5", "%s,2,1,8,9.0,1.0,10,0,0,12.5", "%s,1,2,8,9.0,1.0,10,0,0,12.5");

        assertThatThrownBy(() -> imports.load(folder))
                .hasMessageContaining(
                        "velocity_history.csv:4: project, board_id, sprint_id: %s 1 8 (expected: once, not also in line 2)"
                                .formatted(project));
        assertThat(told()).isEmpty();
    }

    private void history(String... lines) {
        String[] all = new String[lines.length + 1];
        all[0] = HEADER;
        for (int i = 0; i < lines.length; i++) {
            all[i + 1] = lines[i].formatted(project);
        }
        files.write("velocity_history.csv", all);
    }

    private List<StoredSprint> closed() {
        return sprints.closedBefore(board(project + " 1").boardId(), Instant.now(), 10);
    }

    private MetaBoard board(String name) {
        return boards.allActive().stream()
                .filter(board -> board.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
