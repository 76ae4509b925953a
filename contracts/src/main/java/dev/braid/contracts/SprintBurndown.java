package dev.braid.contracts;

import java.time.LocalDate;
import java.util.List;

/**
 * How a sprint was or is worked off, rebuilt from the changes of its issues.
 *
 * @param unit {@code story_points}, or {@code issues} where fewer than 80 % of the issues in scope are estimated
 * @param timeZone in which its days begin
 * @param committed the scope one hour after it began; until then it is being planned
 * @param scope as of now, or when it was closed, as are {@code completed} and {@code remaining}
 * @param days working days of the board from its beginning to today, or to when it was closed; none before it begins
 */
public record SprintBurndown(
        long sprintId,
        String unit,
        String timeZone,
        double committed,
        double scope,
        double completed,
        double remaining,
        List<Day> days) {

    /** What it was at the end of a day; of the last one, as of now or when the sprint was closed. */
    public record Day(LocalDate date, double remaining, double completed, double scope) {}
}
