package dev.braid.core.sprint;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file of a tracker's history and the temporary table that it is read into; {@code docs/import-sprints.md} describes the columns.
 *
 * @param columns of the file as they are typed in the table, in the order of what the reader returns
 * @param more columns that are filled later
 * @param key what stands once in the file, column by column
 * @param required columns that the file must have
 */
record StagedTable(
        String file,
        String columns,
        String more,
        String key,
        List<String> required,
        Function<CsvRow, @Nullable Object[]> reader) {

    /** What the importer gives to boards without a number of the tracker begins here. */
    static final long LARGEST_BOARD_ID = 999_999_999;

    private static final List<String> STATES =
            Stream.of(SprintState.values()).map(SprintState::key).toList();
    private static final List<String> CATEGORIES = List.of("new", "indeterminate", "done");
    static final List<String> PRIORITIES = List.of("critical", "high", "medium", "low");
    private static final List<String> DIRECTIONS = List.of("inward", "outward");
    private static final List<String> FIELDS =
            List.of("status", "sprint", "story_points", "flagged", "assignee", "issue_type");

    /** Keys of projects, which capitals make no longer. */
    private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9_.-]{1,50}");

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_CONFIGURATION = 100;
    private static final int LONGEST_KEY = 80;
    private static final int LONGEST_WORD = 50;
    private static final int LONGEST_ACCOUNT = 128;
    private static final int LONGEST_TEXT = 10_000;

    static final StagedTable BOARDS =
            new StagedTable("boards.csv", """
            board_id bigint, board_name text, configuration_name text, description text, time_zone text,
            working_days smallint, blocked_statuses text[], project_mappings jsonb, is_active boolean
            """, "", "board_id", List.of("board_id", "board_name"), StagedTable::board);

    static final StagedTable SPRINTS = new StagedTable(
            "sprints.csv",
            """
            jira_sprint_id bigint, name text, state text, start_date timestamptz, end_date timestamptz,
            complete_date timestamptz, goal text, board_id bigint, origin_board_id bigint, jira_project_key text,
            updated_at timestamptz
            """,
            "",
            "jira_sprint_id",
            List.of("sprint_id", "name", "state", "board_id"),
            StagedTable::sprint);

    static final StagedTable ISSUES = new StagedTable(
            "issues.csv",
            """
            jira_issue_id bigint, issue_key text, project_key text, sprint_ref bigint, issue_type text, is_subtask boolean,
            status_name text, status_category text, priority text, story_points numeric, assignee_account_id text,
            discipline_team text, flagged boolean, labels text[], components text[], created_at timestamptz,
            updated_at timestamptz, resolved_at timestamptz, deleted_at timestamptz
            """,
            ", sprint_id bigint",
            "jira_issue_id",
            List.of("issue_id", "issue_key", "status_name", "status_category", "created_at", "updated_at"),
            StagedTable::issue);

    static final StagedTable CHANGES = new StagedTable(
            "changes.csv",
            """
            jira_history_id bigint, jira_issue_id bigint, changed_at timestamptz, field text, from_value text, to_value text,
            from_sprint bigint, to_sprint bigint
            """,
            "",
            "jira_history_id, field",
            List.of("history_id", "issue_id", "changed_at", "field", "from_value", "to_value"),
            StagedTable::change);

    static final StagedTable LINKS = new StagedTable(
            "links.csv",
            "from_key text, to_key text, type text, direction text",
            "",
            "from_key, to_key, type, direction",
            List.of("from_key", "to_key", "type", "direction"),
            StagedTable::link);

    /** Of the temporary table. */
    String name() {
        return "staged_" + file.replace(".csv", "");
    }

    String definition() {
        return "CREATE TEMPORARY TABLE %s (line bigint, %s%s) ON COMMIT DROP".formatted(name(), columns, more);
    }

    /** As COPY wants it: {@code table (column, …, line)}. */
    String target() {
        String names = columns.strip().replaceAll(" [a-z]+(\\[])?(?=,|$)", "");
        return "%s (%s, line)".formatted(name(), names);
    }

    private static @Nullable Object[] board(CsvRow row) {
        String name = row.requiredText("board_name", LONGEST_NAME);
        return new @Nullable Object[] {
            row.requiredWhole("board_id", 1, LARGEST_BOARD_ID),
            name,
            Optional.ofNullable(row.text("configuration_name", LONGEST_CONFIGURATION))
                    .orElseGet(() -> cut(name, LONGEST_CONFIGURATION)),
            row.text("description", LONGEST_TEXT),
            zone(row),
            row.whole("working_days", 1, 127),
            statuses(row),
            ProjectMappings.ofList(row.list("project_mappings")),
            row.flag("is_active")
        };
    }

    private static @Nullable String zone(CsvRow row) {
        String zone = row.text("time_zone", LONGEST_NAME);
        if (zone != null && !TimeZones.isKnown(zone)) {
            throw CsvRow.problem("time_zone", zone, TimeZones.EXPECTED);
        }
        return zone;
    }

    private static @Nullable Set<String> statuses(CsvRow row) {
        List<String> statuses = row.list("blocked_statuses");
        return statuses == null ? null : BlockedStatuses.of(statuses);
    }

    private static @Nullable Object[] sprint(CsvRow row) {
        SprintDates dates = new SprintDates(
                SprintState.ofKey(row.requiredOneOf("state", STATES)),
                row.instant("start_date"),
                row.instant("end_date"),
                row.instant("complete_date"));
        dates.problem().ifPresent(wrong -> {
            throw new IllegalArgumentException(wrong.field() + ": " + wrong.problem());
        });
        return new @Nullable Object[] {
            row.requiredWhole("sprint_id", 1, Long.MAX_VALUE),
            row.requiredText("name", LONGEST_NAME),
            dates.state().key(),
            dates.start(),
            dates.end(),
            dates.completed(),
            row.text("goal", LONGEST_TEXT),
            row.requiredWhole("board_id", 1, LARGEST_BOARD_ID),
            row.whole("origin_board_id", 1, Long.MAX_VALUE),
            row.has("project_key") ? project(row, "project_key") : null,
            row.instant("updated_at")
        };
    }

    private static @Nullable Object[] issue(CsvRow row) {
        String key = row.requiredText("issue_key", LONGEST_KEY);
        return new @Nullable Object[] {
            row.requiredWhole("issue_id", 1, Long.MAX_VALUE),
            key,
            row.has("project_key") ? project(row, "project_key") : projectOf(key),
            row.whole("sprint_id", 1, Long.MAX_VALUE),
            otherwise(row.text("issue_type", LONGEST_WORD), "Task"),
            otherwise(row.flag("is_subtask"), false),
            row.requiredText("status_name", LONGEST_CONFIGURATION),
            row.requiredOneOf("status_category", CATEGORIES),
            otherwise(row.oneOf("priority", PRIORITIES), "medium"),
            row.points("story_points"),
            row.text("assignee_account_id", LONGEST_ACCOUNT),
            row.text("discipline_team", LONGEST_CONFIGURATION),
            otherwise(row.flag("flagged"), false),
            otherwise(row.list("labels"), List.of()),
            otherwise(row.list("components"), List.of()),
            row.requiredInstant("created_at"),
            row.requiredInstant("updated_at"),
            row.instant("resolved_at"),
            row.instant("deleted_at")
        };
    }

    /** What comes before the number of the issue. */
    private static String projectOf(String key) {
        String project = key.substring(0, Math.max(key.lastIndexOf('-'), 0));
        if (!PROJECT.matcher(project).matches()) {
            throw CsvRow.problem("issue_key", key, "PROJECT-NUMBER, or a project_key");
        }
        return project.toUpperCase(Locale.ROOT);
    }

    /** In capitals. */
    static String project(CsvRow row, String column) {
        return row.requiredText(column, PROJECT).toUpperCase(Locale.ROOT);
    }

    private static @Nullable Object[] change(CsvRow row) {
        String field = row.requiredOneOf("field", FIELDS);
        boolean sprint = field.equals("sprint");
        return new @Nullable Object[] {
            row.requiredWhole("history_id", 1, Long.MAX_VALUE),
            row.requiredWhole("issue_id", 1, Long.MAX_VALUE),
            row.requiredInstant("changed_at"),
            field,
            sprint ? null : valueOf(row, field, "from_value"),
            sprint ? null : valueOf(row, field, "to_value"),
            sprint ? row.whole("from_value", 1, Long.MAX_VALUE) : null,
            sprint ? row.whole("to_value", 1, Long.MAX_VALUE) : null
        };
    }

    private static @Nullable String valueOf(CsvRow row, String field, String column) {
        return switch (field) {
            case "status" -> row.oneOf(column, CATEGORIES);
            case "story_points" -> text(row.points(column));
            case "flagged" -> text(row.flag(column));
            default -> row.text(column, LONGEST_ACCOUNT);
        };
    }

    private static @Nullable Object[] link(CsvRow row) {
        return new @Nullable Object[] {
            row.requiredText("from_key", LONGEST_KEY),
            row.requiredText("to_key", LONGEST_KEY),
            row.requiredText("type", LONGEST_WORD),
            row.requiredOneOf("direction", DIRECTIONS)
        };
    }

    private static @Nullable String text(@Nullable Object value) {
        if (value instanceof BigDecimal points) {
            return points.stripTrailingZeros().toPlainString();
        }
        return value == null ? null : value.toString();
    }

    private static <T> T otherwise(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }

    private static String cut(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most));
    }
}
