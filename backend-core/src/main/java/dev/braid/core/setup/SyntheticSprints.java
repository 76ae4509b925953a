package dev.braid.core.setup;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Sprints that never were, of teams that never are: the same ones every time, but for when they end. */
final class SyntheticSprints {

    /** Far from the ids of real boards. */
    static final long BOARD = 900_001;

    private static final long FIRST_SPRINT = 900_001_000;
    private static final long FIRST_ISSUE = 900_100_000;

    /** Three years of fortnights. */
    private static final int CLOSED = 78;

    private static final Duration CADENCE = Duration.ofDays(14);
    private static final Duration LENGTH = Duration.ofDays(13);

    /** In so many of a hundred sprints all gets done; a board that never finishes makes everything look at risk. */
    private static final int FINISHED_PERCENT = 70;

    private static final double[] POINTS = {1, 2, 2, 3, 3, 5, 5, 8};

    private static final List<String> PEOPLE = List.of("ada", "ben", "cleo", "dan", "eve", "finn", "gus", "hana");

    private static final List<Project> PROJECTS = List.of(
            new Project("LOOM", "Loom engine", "critical", 78, 5, new Now(10, 3, 0, 4)),
            new Project("WEFT", "Weft data feeds", "high", 78, 6, new Now(10, 1, 2, 0)),
            new Project("WARP", "Warp risk limits", "high", 78, 5, new Now(9, 3, 3, 0)),
            new Project("KNOT", "Knot order routing", "critical", 78, 6, new Now(10, 7, 2, 0)),
            new Project("SPUN", "Spun reports", "medium", 78, 4, new Now(6, 6, 0, 0)),
            new Project("DYES", "Dyes design system", "low", 40, 5, new Now(8, 5, 2, 0)),
            new Project("HEMS", "Hems onboarding", "medium", 3, 4, new Now(7, 2, 2, 0)),
            new Project("TUFT", "Tuft mobile", "low", 30, 5, new Now(9, 5, 2, 1)));

    private final Instant now;
    private final SplittableRandom random = new SplittableRandom(20_240_102);
    private final Map<String, List<Object[]>> rows = new LinkedHashMap<>();
    private long lastIssue = FIRST_ISSUE;
    private long lastChange = FIRST_ISSUE;

    private SyntheticSprints(Instant now) {
        this.now = now;
    }

    /**
     * A project that never was.
     *
     * @param sprints closed ones that it took part in, the last of all
     * @param issues of it in a sprint
     * @param now how it is doing in the running one
     */
    private record Project(String key, String name, String priority, int sprints, int issues, Now now) {

        /** Nobody there estimates anything. */
        boolean estimates() {
            return !key.equals("DYES");
        }

        /** Plans go on there once a sprint has begun. */
        boolean comesLate() {
            return key.equals("TUFT");
        }
    }

    /** Issues in the running sprint. */
    private record Now(int issues, int done, int inProgress, int blocked) {

        String categoryOf(int issue) {
            if (issue < done) {
                return "done";
            }
            return issue < done + inProgress ? "indeterminate" : "new";
        }

        boolean isBlocked(int issue) {
            return issue >= issues - blocked;
        }
    }

    /** A sprint in which that instant is the middle, after three years of others. */
    static SyntheticSprints endingAround(Instant now) {
        SyntheticSprints sprints = new SyntheticSprints(now);
        sprints.make();
        return sprints;
    }

    void writeTo(Path folder) throws IOException {
        for (Map.Entry<String, List<Object[]>> file : rows.entrySet()) {
            try (BufferedWriter text =
                            Files.newBufferedWriter(folder.resolve(file.getKey() + ".csv"), StandardCharsets.UTF_8);
                    CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
                for (Object[] row : file.getValue()) {
                    printer.printRecord(row);
                }
            }
        }
    }

    private void make() {
        headers();
        boardAndProjects();
        for (int ago = CLOSED; ago >= 1; ago--) {
            closed(ago);
        }
        running();
    }

    private void headers() {
        add("boards", "board_id", "board_name", "time_zone", "working_days", "blocked_statuses");
        add("projects", "project_key", "project_name", "priority", "project_priority");
        add(
                "sprints",
                "sprint_id",
                "name",
                "state",
                "start_date",
                "end_date",
                "complete_date",
                "board_id",
                "updated_at");
        add(
                "issues",
                "issue_id",
                "issue_key",
                "sprint_id",
                "issue_type",
                "status_name",
                "status_category",
                "priority",
                "story_points",
                "assignee_account_id",
                "discipline_team",
                "flagged",
                "created_at",
                "updated_at",
                "resolved_at");
        add("changes", "history_id", "issue_id", "changed_at", "field", "from_value", "to_value");
        add("capacity", "sprint_id", "project_key", "team", "allocated_points");
    }

    private void boardAndProjects() {
        // Every day counts, so that half of the sprint is over whatever the day of the week.
        add("boards", BOARD, "Braid demo board", "Europe/Berlin", 127, "Waiting for others");
        for (int place = 0; place < PROJECTS.size(); place++) {
            Project project = PROJECTS.get(place);
            add("projects", project.key(), project.name(), project.priority(), place + 1);
        }
    }

    private Instant startOf(int ago) {
        return now.minus(LENGTH.dividedBy(2)).minus(CADENCE.multipliedBy(ago));
    }

    private void sprint(int ago, String state) {
        Instant start = startOf(ago);
        Instant end = start.plus(LENGTH);
        int number = CLOSED + 1 - ago;
        add(
                "sprints",
                FIRST_SPRINT + number,
                "Sprint " + number,
                state,
                start,
                end,
                ago > 0 ? end : "",
                BOARD,
                ago > 0 ? end : now);
    }

    private void closed(int ago) {
        sprint(ago, "closed");
        boolean finished = random.nextInt(100) < FINISHED_PERCENT;
        for (Project project : PROJECTS) {
            if (ago > project.sprints()) {
                continue;
            }
            int left = finished ? 0 : random.nextInt(3);
            for (int issue = 0; issue < project.issues(); issue++) {
                issue(project, ago, issue < left ? "new" : "done", false, LENGTH);
            }
        }
    }

    private void running() {
        sprint(0, "active");
        for (Project project : PROJECTS) {
            Now doing = project.now();
            Duration over = Duration.between(startOf(0), now);
            for (int issue = 0; issue < doing.issues(); issue++) {
                issue(project, 0, doing.categoryOf(issue), doing.isBlocked(issue), over);
            }
            add("capacity", FIRST_SPRINT + CLOSED + 1, project.key(), "backend", 12 + project.issues());
            add("capacity", FIRST_SPRINT + CLOSED + 1, project.key(), "web", 6 + project.issues());
        }
    }

    /** @param over how much of the sprint there has been time in */
    private void issue(Project project, int ago, String category, boolean flagged, Duration over) {
        long id = ++lastIssue;
        Instant start = startOf(ago);
        Instant planned = start.minus(Duration.ofHours(1 + random.nextInt(40)));
        boolean late = project.comesLate() && random.nextInt(3) == 0;
        Instant entered = late ? start.plus(over.dividedBy(3)) : planned;
        Object points = project.estimates() ? POINTS[random.nextInt(POINTS.length)] : "";
        long sprint = FIRST_SPRINT + CLOSED + 1 - ago;
        change(id, entered, "sprint", "", sprint);
        Instant updated = workedOn(id, category, flagged, entered, start.plus(over));
        add(
                "issues",
                id,
                project.key() + "-" + (id - FIRST_ISSUE),
                sprint,
                random.nextInt(6) == 0 ? "Bug" : "Story",
                statusName(category),
                category,
                List.of("critical", "high", "medium", "medium", "low").get(random.nextInt(5)),
                points,
                PEOPLE.get(random.nextInt(PEOPLE.size())),
                random.nextInt(3) == 0 ? "web" : "backend",
                flagged,
                planned,
                updated,
                category.equals("done") ? updated : "");
    }

    /** When the last thing happened to it. */
    private Instant workedOn(long id, String category, boolean flagged, Instant entered, Instant end) {
        Instant updated = entered;
        if (!category.equals("new")) {
            updated = updated.plus(part(Duration.between(updated, end), 0.1, 0.5));
            change(id, updated, "status", "new", "indeterminate");
        }
        if (category.equals("done")) {
            updated = updated.plus(part(Duration.between(updated, end), 0.2, 0.95));
            change(id, updated, "status", "indeterminate", "done");
        }
        if (flagged) {
            updated = updated.plus(part(Duration.between(updated, end), 0.2, 0.9));
            change(id, updated, "flagged", "false", "true");
        }
        return updated;
    }

    private static String statusName(String category) {
        return switch (category) {
            case "done" -> "Done";
            case "indeterminate" -> "In progress";
            default -> "To do";
        };
    }

    private Duration part(Duration whole, double least, double most) {
        return Duration.ofSeconds(Math.round(whole.toSeconds() * random.nextDouble(least, most)));
    }

    private void change(long issue, Instant at, String field, Object from, Object to) {
        add("changes", ++lastChange, issue, at, field, from, to);
    }

    private void add(String file, Object... values) {
        rows.computeIfAbsent(file, any -> new ArrayList<>()).add(values);
    }
}
