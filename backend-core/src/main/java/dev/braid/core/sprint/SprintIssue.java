package dev.braid.core.sprint;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An issue that is in a sprint or once was, and what it was to the sprint over time.
 *
 * @param steps what it is from each of these times on, in order; before the first it does not exist
 */
record SprintIssue(
        String projectKey,
        @Nullable String disciplineTeam,
        @Nullable String assignee,
        List<Step> steps) {

    /**
     * What it is from some time on.
     *
     * @param in whether it is in the sprint
     * @param points null: nobody has estimated it
     */
    record Step(
            Instant at, boolean in, boolean done, @Nullable BigDecimal points) {

        boolean isEstimated() {
            return points != null;
        }

        /** Nothing for one that nobody has estimated. */
        BigDecimal pointsOrNone() {
            return points == null ? BigDecimal.ZERO : points;
        }
    }

    /** @param from null: nothing */
    record Event(Instant at, String field, @Nullable String from) {}

    /** What it is now. */
    record Now(
            String projectKey,
            @Nullable String disciplineTeam,
            @Nullable String assignee,
            @Nullable Long sprintId,
            String statusCategory,
            @Nullable BigDecimal points,
            Instant createdAt,
            @Nullable Instant deletedAt) {}

    private static final String DONE = "done";

    SprintIssue {
        steps = List.copyOf(steps);
    }

    /**
     * Goes back from what the issue is now: each change says what it was before.
     *
     * @param events of its sprint, status and story points, the oldest first
     */
    static SprintIssue of(long sprintId, Now now, List<Event> events) {
        List<Step> steps = new ArrayList<>();
        boolean in = now.sprintId() != null && now.sprintId() == sprintId;
        boolean done = now.statusCategory().equals(DONE);
        BigDecimal points = now.points();
        for (int i = events.size() - 1; i >= 0; i--) {
            Event event = events.get(i);
            steps.add(new Step(event.at(), in, done, points));
            switch (event.field()) {
                case "sprint" -> in = Long.toString(sprintId).equals(event.from());
                case "status" -> done = DONE.equals(event.from());
                case "story_points" -> points = event.from() == null ? null : new BigDecimal(event.from());
                default ->
                    throw new IllegalArgumentException("field: " + event.field() + " (expected: one that is read)");
            }
        }
        steps.add(new Step(now.createdAt(), in, done, points));
        Collections.reverse(steps);
        end(steps, now.deletedAt());
        return new SprintIssue(now.projectKey(), now.disciplineTeam(), now.assignee(), steps);
    }

    /** Whoever is deleted is in no sprint any more. */
    private static void end(List<Step> steps, @Nullable Instant deletedAt) {
        if (deletedAt == null) {
            return;
        }
        steps.removeIf(step -> step.at().isAfter(deletedAt));
        steps.add(new Step(deletedAt, false, false, null));
    }

    /** What it was at a time, if it was in the sprint then. */
    Optional<Step> inSprintAt(Instant at) {
        Step latest = null;
        for (Step step : steps) {
            if (!step.at().isAfter(at)) {
                latest = step;
            }
        }
        return Optional.ofNullable(latest).filter(Step::in);
    }
}
