package dev.braid.core.sprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.core.access.UnreadableData;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** A tracker's history from files: whole or not at all, and the second time nothing. */
class SprintImportIT extends SprintTestServer {

    private static final String SPRINTS =
            "sprint_id,name,state,board_id,start_date,end_date,complete_date,goal,updated_at";
    private static final String ISSUES =
            "issue_id,issue_key,sprint_id,status_name,status_category,story_points,labels,created_at,updated_at";
    private static final String CHANGES = "history_id,issue_id,changed_at,field,from_value,to_value";
    private static final String LINKS = "from_key,to_key,type,direction";

    @TempDir
    private Path folder;

    @Autowired
    private SprintImport imports;

    @Autowired
    private Sprints sprints;

    @Autowired
    private MetaBoards boards;

    private SprintFiles files;
    private long board;
    private long sprint;
    private long first;
    private long second;

    @BeforeEach
    void aFolder() {
        files = new SprintFiles(folder);
        board = anId();
        sprint = anId();
        first = anId();
        second = anId();
    }

    @Test
    void storesAllOfAFolderAndTellsOnce() throws Exception {
        wholeFolder();

        assertThat(load())
                .isEqualTo("boards 1 new, 0 updated, 0 unchanged; sprints 1 new, 0 updated, 0 unchanged; "
                        + "issues 2 new, 0 updated, 0 unchanged; changes 3 new, 0 updated, 0 unchanged; "
                        + "links 1 new, 0 updated, 0 unchanged; skipped notes.csv");

        StoredSprint stored = sprints.activeOf(board).orElseThrow();
        assertThat(stored.jiraSprintId()).isEqualTo(sprint);
        assertThat(stored.synthetic()).isFalse();
        assertThat(boards.active(board).orElseThrow().calendar().zone().getId()).isEqualTo("Europe/Berlin");
        assertThat(boards.active(board).orElseThrow().blockedStatuses())
                .containsExactlyInAnyOrder("on hold", "waiting");
        assertThat(changesOf(first))
                .containsExactly("sprint null " + stored.id(), "status new done", "story_points 3 5.5");
        assertThat(heard.drain()).extracting(HeardBoards.Call::boardIds).containsExactly(Set.of(board));
        assertThat(typesTold()).containsExactly("meta_board_updated", "issues_imported");
        assertThat(told()).allSatisfy(told -> {
            assertThat(told.tags()).containsExactly("meta_board:" + board);
            assertThat(told.data().at("/board_id").asLong()).isEqualTo(board);
        });
    }

    @Test
    void theSameFilesAgainChangeNothingAndTellNobody() throws Exception {
        wholeFolder();
        load();
        forget();

        assertThat(load())
                .isEqualTo("boards 0 new, 0 updated, 1 unchanged; sprints 0 new, 0 updated, 1 unchanged; "
                        + "issues 0 new, 0 updated, 2 unchanged; changes 0 new, 0 updated, 3 unchanged; "
                        + "links 0 new, 0 updated, 1 unchanged; skipped notes.csv");

        assertThat(heard.drain()).isEmpty();
        assertThat(told()).isEmpty();
    }

    @Test
    void updatesWhatDiffersAndNothingElse() throws Exception {
        wholeFolder();
        load();
        forget();
        issues("2026-01-07T09:00:00Z", "done", "5.5");

        assertThat(load()).contains("issues 0 new, 1 updated, 1 unchanged");

        assertThat(heard.drain()).hasSize(1);
        assertThat(typesTold()).containsExactly("issues_imported");
    }

    @Test
    void anOlderRowDoesNotOverwrite() throws Exception {
        wholeFolder();
        load();
        forget();
        sprints("future", "2025-12-30T00:00:00Z", "Renamed");
        issues("2026-01-01T00:00:00Z", "new", "1");

        assertThat(load())
                .contains("sprints 0 new, 0 updated, 1 unchanged")
                .contains("issues 0 new, 0 updated, 2 unchanged");

        assertThat(sprints.activeOf(board).orElseThrow().name()).isEqualTo("Sprint 1");
        assertThat(told()).isEmpty();
    }

    @Test
    void aStateNeverGoesBack() throws Exception {
        wholeFolder();
        load();
        sprints("future", "2026-02-01T00:00:00Z", "Renamed");

        assertThat(load()).contains("sprints 0 new, 0 updated, 1 unchanged");

        assertThat(sprints.activeOf(board).orElseThrow().name()).isEqualTo("Sprint 1");
    }

    @Test
    void aGoalIsOursOnceThereIsOne() throws Exception {
        wholeFolder();
        load();
        owner().sql("UPDATE sprints SET goal = 'Ours' WHERE jira_sprint_id = ?")
                .param(sprint)
                .update();
        sprints("active", "2026-02-01T00:00:00Z", "Renamed");

        assertThat(load()).contains("sprints 0 new, 1 updated, 0 unchanged");

        assertThat(owner().sql("SELECT goal FROM sprints WHERE jira_sprint_id = ?")
                        .param(sprint)
                        .query(String.class)
                        .single())
                .isEqualTo("Ours");
    }

    @Test
    void whatAUserChangedOfABoardStays() throws Exception {
        wholeFolder();
        load();
        owner().sql("UPDATE meta_boards SET time_zone = 'UTC', last_modified_by = ? WHERE board_id = ?")
                .params(manager.id(), board)
                .update();

        assertThat(load()).contains("boards 0 new, 0 updated, 1 unchanged");

        assertThat(boards.active(board).orElseThrow().calendar().zone().getId()).isEqualTo("UTC");
    }

    @Test
    void aBoardThatOnlySprintsNameIsMade() throws Exception {
        sprints("active", "2026-01-05T00:00:00Z", "Sprint 1");

        assertThat(load()).contains("boards 1 new");

        assertThat(boards.active(board).orElseThrow().name()).isEqualTo("Board " + board);
    }

    @Test
    void issuesThatSwapTheirKeysKeepThem() throws Exception {
        wholeFolder();
        load();
        files.write(
                "issues.csv",
                ISSUES,
                issue(first, key(second), "done", "5.5", "2026-02-01T00:00:00Z"),
                issue(second, key(first), "new", "", "2026-02-01T00:00:00Z"));

        assertThat(load()).contains("issues 0 new, 2 updated, 0 unchanged");
    }

    @Test
    void aLinkThatTheTrackerRemovedIsRemoved() throws Exception {
        wholeFolder();
        load();
        forget();
        files.write("links.csv", LINKS);

        assertThat(load()).contains("links 0 new, 1 updated, 0 unchanged");

        assertThat(heard.drain()).hasSize(1);
    }

    @Test
    void handsProjectsAndCapacitiesOverAfterTheListeners() throws Exception {
        wholeFolder();
        files.write("projects.csv", "project_key,project_name,priority,project_priority", "pay,Payments,high,1");
        files.write("capacity.csv", "sprint_id,project_key,team,allocated_points", sprint + ",PAY,Backend,40");

        assertThat(load()).containsPattern("projects and capacities [12] new or updated, [01] unchanged");

        long id = sprints.activeOf(board).orElseThrow().id();
        List<HeardBoards.Call> calls = heard.drain();
        assertThat(calls).hasSize(2);
        assertThat(calls.get(0).boardIds()).containsExactly(board);
        assertThat(calls.get(1).projects())
                .containsExactly(new ProjectImport.Project("PAY", "Payments", "high", null, null, 1));
        assertThat(calls.get(1).capacities())
                .containsExactly(new ProjectImport.Capacity(id, "PAY", "Backend", new BigDecimal("40.00")));
        assertThat(calls.get(1).sprintIds()).containsExactly(id);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "boards.csv | board_id,board_name,time_zone | 7,Seven,Mars/Olympus | boards.csv:2: time_zone: Mars/Olympus",
                "boards.csv | board_id,board_name,working_days | 7,Seven,0 | boards.csv:2: working_days: 0 (expected: a whole number 1..127)",
                "boards.csv | board_id,board_name,project_mappings | 7,Seven,PAY | boards.csv:2: project_mappings: PAY",
                "boards.csv | board_id,board_name | 1000000000,Seven | boards.csv:2: board_id: 1000000000",
                "boards.csv | board_id | 7 | boards.csv:1: header: [board_id] (expected: also [board_name])",
                "sprints.csv | sprint_id,name,state,board_id | 7,Seven,open,7 | sprints.csv:2: state: open",
                "sprints.csv | sprint_id,name,state,board_id | 7,Seven,active,7 | sprints.csv:2: start_date: missing",
                "sprints.csv | sprint_id,name,state,board_id,start_date,end_date | 7,Seven,future,7,2026-01-02T00:00:00Z,2026-01-01T00:00:00Z | sprints.csv:2: end_date: 2026-01-01T00:00:00Z (expected: not before start_date",
                "sprints.csv | sprint_id,name,state,board_id,start_date | 7,Seven,future,7,yesterday | sprints.csv:2: start_date: yesterday",
                "sprints.csv | sprint_id,name,state,board_id | 7,Seven,future | sprints.csv:2: columns: 3 (expected: 4)",
                "issues.csv | issue_id,issue_key,status_name,status_category,created_at,updated_at | 7,PAY-7,Open,open,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z | issues.csv:2: status_category: open",
                "issues.csv | issue_id,issue_key,status_name,status_category,created_at,updated_at | 7,7,Open,new,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z | issues.csv:2: issue_key: 7",
                "issues.csv | issue_id,issue_key,status_name,status_category,created_at,updated_at,story_points | 7,PAY-7,Open,new,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,-1 | issues.csv:2: story_points: -1",
                "issues.csv | issue_id,issue_key,status_name,status_category,created_at,updated_at,story_points | 7,PAY-7,Open,new,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,1e-99999999 | issues.csv:2: story_points: 1e-99999999",
                "issues.csv | issue_id,issue_key,status_name,status_category,created_at,updated_at,sprint_id | 7,PAY-7,Open,new,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,1 | issues.csv:2: sprint_id: 1 (expected: a sprint of this import",
                "changes.csv | history_id,issue_id,changed_at,field,from_value,to_value | 7,1,2026-01-01T00:00:00Z,status,new,done | changes.csv:2: issue_id: 1 (expected: an issue",
                "changes.csv | history_id,issue_id,changed_at,field,from_value,to_value | 7,1,2026-01-01T00:00:00Z,mood,new,done | changes.csv:2: field: mood",
                "changes.csv | history_id,issue_id,changed_at,field,from_value,to_value | 7,1,2026-01-01T00:00:00Z,status,To Do,done | changes.csv:2: from_value: To Do",
                "links.csv | from_key,to_key,type,direction | A-1,A-2,blocks,sideways | links.csv:2: direction: sideways",
                "projects.csv | project_key,priority | PAY,urgent | projects.csv:2: priority: urgent",
                "projects.csv | project_key | P Y | projects.csv:2: project_key: P Y",
                "capacity.csv | sprint_id,project_key,team,allocated_points | 1,PAY,Backend,40 | capacity.csv:2: sprint_id: 1",
                "capacity.csv | sprint_id,project_key,team,allocated_points | 1,PAY,Backend, | capacity.csv:2: allocated_points: missing"
            })
    void aLineThatIsWrongIsNamedAndNothingIsStored(String file, String header, String line, String problem) {
        sprints("active", "2026-01-05T00:00:00Z", "Sprint 1");
        files.write(file, header, line);

        assertThatThrownBy(this::load).isInstanceOf(UnreadableData.class).hasMessageContaining(problem);

        assertThat(boards.active(board)).isEmpty();
        assertThat(told()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sprints.csv | sprint_id,name,state,board_id | 7,Seven,future,7 | sprints.csv:3: jira_sprint_id: 7 (expected: once, not also in line 2)",
                "links.csv | from_key,to_key,type,direction | A-1,A-2,blocks,inward | links.csv:3: from_key, to_key, type, direction: A-1 A-2 blocks inward (expected: once",
                "projects.csv | project_key | PAY | projects.csv:3: PAY (expected: once, not also in line 2)"
            })
    void aRowThatStandsTwiceIsRefused(String file, String header, String line, String problem) {
        sprints("active", "2026-01-05T00:00:00Z", "Sprint 1");
        files.write(file, header, line, line);

        assertThatThrownBy(this::load).isInstanceOf(UnreadableData.class).hasMessageContaining(problem);
    }

    @Test
    void theKeyOfAnotherIssueIsRefused() throws Exception {
        wholeFolder();
        load();
        files.write("issues.csv", ISSUES, issue(anId(), key(first), "new", "1", "2026-02-01T00:00:00Z"));

        assertThatThrownBy(this::load)
                .hasMessageContaining(
                        "issues.csv:2: issue_key: %s (expected: not the key of issue %d)".formatted(key(first), first));
    }

    @Test
    void aFolderOfOtherThingsIsRefused() {
        files.write("notes.csv", "a", "b");

        assertThat(imports.accepts(folder)).isFalse();
        assertThatThrownBy(this::load).hasMessageContaining("expected: sprints.csv or velocity_history.csv");
    }

    private void wholeFolder() {
        files.write(
                "boards.csv",
                "board_id,board_name,time_zone,working_days,blocked_statuses,project_mappings",
                board + ",Weavers,Europe/Berlin,31,On Hold;Waiting,PAY=key:PAY;OPS=component:Operations");
        sprints("active", "2026-01-05T00:00:00Z", "Sprint 1");
        issues("2026-01-06T09:00:00Z", "indeterminate", "5.50");
        files.write(
                "changes.csv",
                CHANGES,
                "%d,%d,2026-01-05T10:00:00Z,sprint,,%d".formatted(anIdOf(1), first, sprint),
                "%d,%d,2026-01-06T09:00:00+01:00,status,new,done".formatted(anIdOf(2), first),
                "%d,%d,2026-01-07T09:00:00Z,story_points,3.0,5.50".formatted(anIdOf(3), first));
        files.write("links.csv", LINKS, "%s,%s,blocks,inward".formatted(key(second), key(first)));
        files.write("notes.csv", "whatever");
    }

    /** Of a project that no other test has. */
    private String key(long issue) {
        return "P%d-%d".formatted(board, issue);
    }

    /** The same each time within a test. */
    private long anIdOf(int number) {
        return first * 10 + number;
    }

    private void sprints(String state, String updated, String name) {
        files.write(
                "sprints.csv",
                SPRINTS,
                "%d,%s,%s,%d,2026-01-05T00:00:00Z,2026-01-19T00:00:00Z,,Ship it,%s"
                        .formatted(sprint, name, state, board, updated));
    }

    private void issues(String updated, String category, String points) {
        files.write(
                "issues.csv",
                ISSUES,
                issue(first, key(first), category, points, updated),
                issue(second, key(second), "new", "", "2026-01-06T08:00:00Z"));
    }

    private String issue(long id, String key, String category, String points, String updated) {
        return "%d,%s,%d,Any,%s,%s,\"urgent; a \"\"b\"\"\",2026-01-04T00:00:00Z,%s"
                .formatted(id, key, sprint, category, points, updated);
    }

    private String load() throws IOException, UnreadableData {
        return imports.load(folder);
    }

    private static List<String> changesOf(long issue) {
        return owner().sql("""
                        SELECT concat_ws(' ', field, coalesce(from_value, 'null'), coalesce(to_value, 'null'))
                        FROM issue_changes WHERE jira_issue_id = ? ORDER BY changed_at
                        """).param(issue).query(String.class).list();
    }
}
