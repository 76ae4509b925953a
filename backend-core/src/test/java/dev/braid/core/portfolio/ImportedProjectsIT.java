package dev.braid.core.portfolio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.CoreTestServer;
import dev.braid.core.access.DataImport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

/** A folder of a tracker's history with what it says of projects. */
class ImportedProjectsIT extends CoreTestServer {

    private static final AtomicLong NUMBER = new AtomicLong(7_500_000);

    @TempDir
    private Path folder;

    @Autowired
    private List<DataImport> imports;

    private long board;
    private long before;
    private long running;
    private long done;
    private String pay;
    private String web;

    @BeforeEach
    void aRunningSprint() throws Exception {
        board = NUMBER.incrementAndGet();
        running = NUMBER.incrementAndGet();
        pay = "PAY" + board;
        web = "WEB" + board;
        write("boards.csv", "board_id,board_name", board + ",Imported");
        before = NUMBER.incrementAndGet();
        done = NUMBER.incrementAndGet();
        sprintsWith();
        issuesWith();
    }

    @Test
    void theWordOfTheImportIsTakenAndWhatItDoesNotSayStays() throws Exception {
        write("projects.csv", "project_key,project_name,priority,project_priority", pay + ",Payments,critical,1");
        assertThat(load()).endsWith("projects and capacities 1 new or updated, 0 unchanged");
        write("projects.csv", "project_key,workstream_type,category", pay + ",epic,Money", web + ",,");

        assertThat(load()).endsWith("projects and capacities 2 new or updated, 0 unchanged");

        assertThat(workstreams())
                .containsExactly(
                        pay + " Payments critical epic Money " + board,
                        web + " " + web + " medium standard - " + board);
        assertThat(associations()).containsExactly("Running " + pay + " 1");
    }

    @Test
    void whoeverIsGivenCapacityTakesPart() throws Exception {
        write(
                "capacity.csv",
                "sprint_id,project_key,team,allocated_points",
                "%d,%s,Backend,20".formatted(running, pay),
                "%d,%s,Web,8.5".formatted(running, web));

        assertThat(load()).endsWith("projects and capacities 2 new or updated, 0 unchanged");

        assertThat(associations()).containsExactly("Running " + pay + " -", "Running " + web + " -");
        assertThat(allocations())
                .containsExactly("Running " + pay + " Backend 20.00 1", "Running " + web + " Web 8.50 1");
        assertThat(owner().sql("""
                                SELECT count(DISTINCT m.project_workstream_id) FROM project_sprint_metrics m
                                JOIN sprints s ON s.id = m.sprint_id WHERE s.jira_sprint_id = ?
                                """).param(running).query(Integer.class).single())
                .isEqualTo(2);
    }

    @Test
    void whoLeavesBeforeASprintBeginsIsNotInItsHistory() throws Exception {
        long next = NUMBER.incrementAndGet();
        long moved = NUMBER.incrementAndGet();
        String issue = "%d,%s-9,%s,To Do,new,3,2026-05-19T08:00:00Z,%s";
        sprintsWith("%d,Next,future,%d,2026-06-01T08:00:00Z,2026-06-12T16:00:00Z,".formatted(next, board));
        issuesWith(issue.formatted(moved, web, next, "2026-05-19T08:00:00Z"));
        load();
        List<String> planned = associations();

        issuesWith(
                issue.formatted(moved, web, "", "2026-05-30T08:00:00Z"),
                "%d,%s-10,%d,Done,done,8,2026-05-19T08:00:00Z,2026-06-09T08:00:00Z"
                        .formatted(NUMBER.incrementAndGet(), pay, next));
        write(
                "changes.csv",
                "history_id,issue_id,changed_at,field,from_value,to_value",
                "%d,%d,2026-05-30T08:00:00Z,sprint,%d,".formatted(NUMBER.incrementAndGet(), moved, next));
        load();
        sprintsWith("%d,Next,closed,%d,2026-06-01T08:00:00Z,2026-06-12T16:00:00Z,2026-06-12T16:00:00Z"
                .formatted(next, board));
        load();

        assertThat(planned).containsExactly("Next " + web + " -", "Running " + pay + " -");
        assertThat(associations()).containsExactly("Next " + pay + " -", "Running " + pay + " -");
        assertThat(results()).containsExactly("Next " + pay + " 8.00 of 8.00");
    }

    @Test
    void whatAVelocityHistoryCorrectsIsCorrected() throws Exception {
        String history =
                "project,board_id,seq,sprint_id,plan_days,committed_at_start,added_by_80pct,removed_by_80pct,delivered";
        write("velocity_history.csv", history, pay + ",1,1,8,14,20,0,0,10");
        load();
        List<String> first = results();

        write("velocity_history.csv", history, pay + ",1,1,8,14,25,0,0,10");
        load();

        assertThat(first).containsExactly(pay + " 1 sprint 8 " + pay + "-1 10.00 of 20.00");
        assertThat(results()).containsExactly(pay + " 1 sprint 8 " + pay + "-1 10.00 of 25.00");
    }

    @Test
    void theSameAgainChangesNothingAndNobodyIsTold() throws Exception {
        write("projects.csv", "project_key,project_name,priority,project_priority", pay + ",Payments,critical,1");
        write(
                "capacity.csv",
                "sprint_id,project_key,team,allocated_points",
                "%d,%s,Backend,20".formatted(running, pay));
        load();
        int told = told();

        assertThat(load()).endsWith("projects and capacities 0 new or updated, 2 unchanged");
        assertThat(told()).isEqualTo(told);

        write(
                "capacity.csv",
                "sprint_id,project_key,team,allocated_points",
                "%d,%s,Backend,21".formatted(running, pay));
        assertThat(load()).endsWith("projects and capacities 1 new or updated, 1 unchanged");
        assertThat(told()).isEqualTo(told + 1);
        assertThat(allocations()).containsExactly("Running " + pay + " Backend 21.00 2");
    }

    private String load() throws Exception {
        return imports.stream()
                .filter(known -> known.kind().equals("sprints"))
                .findFirst()
                .orElseThrow()
                .load(folder);
    }

    private void sprintsWith(String... others) throws Exception {
        List<String> lines = new ArrayList<>(List.of(
                "sprint_id,name,state,board_id,start_date,end_date,complete_date",
                "%d,Before,closed,%d,2026-05-04T08:00:00Z,2026-05-15T16:00:00Z,2026-05-15T16:00:00Z"
                        .formatted(before, board),
                "%d,Running,active,%d,2026-05-18T08:00:00Z,2026-05-29T16:00:00Z,".formatted(running, board)));
        lines.addAll(List.of(others));
        write("sprints.csv", lines.toArray(String[]::new));
    }

    private void issuesWith(String... others) throws Exception {
        List<String> lines = new ArrayList<>(List.of(
                "issue_id,issue_key,sprint_id,status_name,status_category,story_points,created_at,updated_at",
                "%d,%s-1,%d,Done,done,5,2026-05-01T08:00:00Z,2026-05-20T08:00:00Z".formatted(done, pay, running)));
        lines.addAll(List.of(others));
        write("issues.csv", lines.toArray(String[]::new));
    }

    private void write(String file, String... lines) throws Exception {
        Files.writeString(folder.resolve(file), String.join("\n", lines) + "\n");
    }

    private int told() {
        return owner().sql(
                        "SELECT count(*) FROM change_events WHERE event_type = 'portfolio_updated' AND aggregate = ?")
                .param("meta_board:" + board)
                .query(Integer.class)
                .single();
    }

    private List<String> workstreams() {
        return owner().sql("""
                        SELECT concat_ws(' ', project_key, project_name, priority, workstream_type, coalesce(project_category, '-'),
                            jira_board_id)
                        FROM project_workstreams WHERE project_key IN (?, ?) ORDER BY 1
                        """).params(pay, web).query(String.class).list();
    }

    private List<String> associations() {
        return owner().sql("""
                        SELECT concat_ws(' ', s.name, w.project_key, coalesce(a.project_priority::text, '-'))
                        FROM project_sprint_associations a JOIN sprints s ON s.id = a.sprint_id
                        JOIN project_workstreams w ON w.id = a.project_workstream_id WHERE s.board_id = ? ORDER BY 1
                        """).param(board).query(String.class).list();
    }

    /** What of what they committed to was delivered in closed sprints, also of boards that velocities are of. */
    private List<String> results() {
        return owner().sql("""
                        SELECT concat_ws(' ', s.name, w.project_key, m.completed_story_points, 'of', a.expected_story_points)
                        FROM project_sprint_metrics m JOIN project_sprint_associations a USING (sprint_id, project_workstream_id)
                        JOIN sprints s ON s.id = m.sprint_id JOIN project_workstreams w ON w.id = m.project_workstream_id
                        WHERE m.is_final AND (w.project_key LIKE ? || '%' OR w.project_key LIKE ? || '%') ORDER BY 1
                        """).params(pay, web).query(String.class).list();
    }

    private List<String> allocations() {
        return owner().sql("""
                        SELECT concat_ws(' ', s.name, w.project_key, discipline_team, allocated_points, c.version)
                        FROM project_capacity_allocations c JOIN sprints s ON s.id = c.sprint_id
                        JOIN project_workstreams w ON w.id = c.project_workstream_id WHERE s.board_id = ? ORDER BY 1
                        """).param(board).query(String.class).list();
    }
}
