package dev.braid.core.portfolio;

import dev.braid.core.sprint.StoredSprint;
import dev.braid.core.sprint.WorkingCalendar;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * On which day a sprint to come ends: the first one is the running one, or begins now where none runs; the others follow in the cadence of
 * the board.
 *
 * @param firstEnd of the first sprint, where people work
 * @param cadenceDays from the start of one sprint to that of the next
 */
record SprintCalendar(LocalDate today, LocalDateTime firstEnd, double cadenceDays) {

    /** The most common length of a sprint, for boards that have not closed two of them. */
    private static final double USUAL_CADENCE = 14;

    private static final double SECONDS_A_DAY = 86_400;

    /** One that should have ended ends today: nothing is done in the past. */
    static SprintCalendar ofRunning(Instant end, WorkingCalendar calendar, Instant now, double cadenceDays) {
        Instant first = end.isAfter(now) ? end : now;
        return new SprintCalendar(
                calendar.dateOf(now), first.atZone(calendar.zone()).toLocalDateTime(), cadenceDays);
    }

    static SprintCalendar startingNow(WorkingCalendar calendar, Instant now, double cadenceDays) {
        LocalDateTime start = now.atZone(calendar.zone()).toLocalDateTime();
        return new SprintCalendar(start.toLocalDate(), after(start, cadenceDays), cadenceDays);
    }

    /** The median distance between the starts of these sprints, in days as people count them there; those that began together are one. */
    static double cadence(List<StoredSprint> closed, WorkingCalendar calendar) {
        List<LocalDateTime> starts = closed.stream()
                .map(sprint -> Objects.requireNonNull(sprint.start()))
                .map(start -> start.atZone(calendar.zone()).toLocalDateTime())
                .distinct()
                .sorted()
                .toList();
        double[] distances = new double[Math.max(0, starts.size() - 1)];
        Arrays.setAll(
                distances,
                next -> Duration.between(starts.get(next), starts.get(next + 1)).toSeconds() / SECONDS_A_DAY);
        Arrays.sort(distances);
        return distances.length == 0 ? USUAL_CADENCE : middle(distances);
    }

    private static double middle(double[] sorted) {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** The last day of the sprint; of 0 sprints it is today. */
    LocalDate endOf(int sprints) {
        return sprints == 0
                ? today
                : after(firstEnd, (sprints - 1) * cadenceDays).toLocalDate();
    }

    /** How many sprints end by that day, of at most so many. */
    int sprintsBy(LocalDate date, int most) {
        int sprints = 0;
        while (sprints < most && !endOf(sprints + 1).isAfter(date)) {
            sprints++;
        }
        return sprints;
    }

    private static LocalDateTime after(LocalDateTime start, double days) {
        return start.plus(Duration.ofSeconds(Math.round(days * SECONDS_A_DAY)));
    }
}
