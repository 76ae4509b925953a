package dev.braid.core.sprint;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A closed sprint as {@code velocity_history.csv} has it: how much was planned, added, removed and delivered, in story points.
 *
 * @param boardId of the project, repeated by others, as is {@code sprintId}
 * @param seq its place among the sprints of its board
 */
record VelocityRow(
        String project,
        String boardId,
        String sprintId,
        long seq,
        BigDecimal planDays,
        @Nullable Long teamMembers,
        BigDecimal committed,
        BigDecimal added,
        BigDecimal removed,
        BigDecimal delivered) {

    static final String[] REQUIRED = {
        "project",
        "board_id",
        "seq",
        "sprint_id",
        "plan_days",
        "committed_at_start",
        "added_by_80pct",
        "removed_by_80pct",
        "delivered"
    };

    /** Together with a dash they are a key of a project. */
    private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9_.-]{1,30}");

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.-]{1,19}");

    /** A hundred years; real ones that somebody forgot to end last up to 16. */
    private static final BigDecimal MOST_DAYS = BigDecimal.valueOf(36_600);

    private static final BigDecimal MOST_PEOPLE = BigDecimal.valueOf(1_000_000);

    private static final long MOST_SPRINTS = 1_000_000_000;

    static VelocityRow of(CsvRow row) {
        BigDecimal people = row.decimal("team_members", MOST_PEOPLE);
        return new VelocityRow(
                row.requiredText("project", PROJECT),
                row.requiredText("board_id", ID),
                row.requiredText("sprint_id", ID),
                row.requiredWhole("seq", 0, MOST_SPRINTS),
                row.requiredNumber("plan_days", MOST_DAYS),
                people == null ? null : people.setScale(0, RoundingMode.HALF_UP).longValueExact(),
                row.requiredPoints("committed_at_start"),
                row.requiredPoints("added_by_80pct"),
                row.requiredPoints("removed_by_80pct"),
                row.requiredPoints("delivered"));
    }

    /** Of its board: {@code velocity:apache:1}. */
    String boardKey() {
        return "velocity:" + project + ":" + boardId;
    }

    /** {@code velocity:apache:1:8}. */
    String key() {
        return boardKey() + ":" + sprintId;
    }

    String boardName() {
        return project + " " + boardId;
    }

    String sprintName() {
        return boardName() + " sprint " + sprintId;
    }

    /** Each board is a project of its own: {@code APACHE-1}. */
    String projectKey() {
        return (project + "-" + boardId).toUpperCase(Locale.ROOT);
    }

    /** What was to be done in the end. */
    BigDecimal scope() {
        return committed.add(added).subtract(removed).max(BigDecimal.ZERO);
    }

    /** As an analysis keeps it. */
    Map<String, @Nullable Object> result() {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("unit", WorkUnit.STORY_POINTS.key());
        result.put("committed_at_start", committed);
        result.put("added", added);
        result.put("removed", removed);
        result.put("delivered", delivered);
        result.put("seq", seq);
        result.put("plan_days", planDays);
        result.put("team_members", teamMembers);
        return result;
    }

    /** As an analysis of the sprint of this key has it. */
    static VelocityRow stored(String key, JsonNode result) {
        String[] ids = key.split(":");
        return new VelocityRow(
                ids[1],
                ids[2],
                ids[3],
                result.path("seq").asLong(),
                number(result, "plan_days"),
                result.path("team_members").isNull()
                        ? null
                        : result.path("team_members").asLong(),
                number(result, "committed_at_start"),
                number(result, "added"),
                number(result, "removed"),
                number(result, "delivered"));
    }

    /** Whether it stands at the same place and is as long. */
    boolean isLaidLike(VelocityRow other) {
        return seq == other.seq && EndToEnd.length(planDays).equals(EndToEnd.length(other.planDays));
    }

    boolean saysTheSameAs(VelocityRow other) {
        return seq == other.seq
                && Objects.equals(teamMembers, other.teamMembers)
                && planDays.compareTo(other.planDays) == 0
                && committed.compareTo(other.committed) == 0
                && added.compareTo(other.added) == 0
                && removed.compareTo(other.removed) == 0
                && delivered.compareTo(other.delivered) == 0;
    }

    private static BigDecimal number(JsonNode result, String name) {
        return result.path(name).decimalValue();
    }
}
