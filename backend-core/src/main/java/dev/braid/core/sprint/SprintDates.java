package dev.braid.core.sprint;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a sprint begins, ends, and was closed: which of the dates are there, and in which order they come, follows from its state.
 *
 * @param completed there exactly if it is closed
 */
record SprintDates(
        SprintState state,
        @Nullable Instant start,
        @Nullable Instant end,
        @Nullable Instant completed) {

    static final String AN_INSTANT = "an instant like 2026-01-05T14:30:00Z, of the years 1970..2199";

    /** Sprints are of our time. */
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("2199-12-31T23:59:59.999Z");

    /** @param problem {@code value (expected: …)} */
    record Problem(String field, String problem) {}

    /** To the millisecond; empty unless it is {@link #AN_INSTANT}. */
    static Optional<Instant> read(String text) {
        try {
            Instant at = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
            return at.isBefore(EARLIEST) || at.isAfter(LATEST) ? Optional.empty() : Optional.of(at);
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }
    /** The first thing that is wrong with them. */
    Optional<Problem> problem() {
        if (state != SprintState.FUTURE && start == null) {
            return problem("start_date", "missing (expected: when it began, the sprint is " + state.key() + ")");
        }
        if (state != SprintState.FUTURE && end == null) {
            return problem("end_date", "missing (expected: when it is to end, the sprint is " + state.key() + ")");
        }
        if (start != null && end != null && end.isBefore(start)) {
            return problem("end_date", end + " (expected: not before start_date, " + start + ")");
        }
        return problemOfCompletion();
    }

    /** Also that it was not closed later than now. */
    Optional<Problem> problem(Instant now) {
        Optional<Problem> problem = problem();
        return problem.isEmpty() && completed != null && completed.isAfter(now)
                ? problem("complete_date", completed + " (expected: not after now, " + now + ")")
                : problem;
    }

    private Optional<Problem> problemOfCompletion() {
        if (state != SprintState.CLOSED) {
            return completed == null
                    ? Optional.empty()
                    : problem("complete_date", completed + " (expected: none, the sprint is " + state.key() + ")");
        }
        if (completed == null) {
            return problem("complete_date", "missing (expected: when it was closed)");
        }
        return start != null && completed.isBefore(start)
                ? problem("complete_date", completed + " (expected: not before start_date, " + start + ")")
                : Optional.empty();
    }

    private static Optional<Problem> problem(String field, String problem) {
        return Optional.of(new Problem(field, problem));
    }
}
