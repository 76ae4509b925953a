package dev.braid.core.sprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.sprint.SprintIssue.Event;
import dev.braid.core.sprint.SprintIssue.Now;
import dev.braid.core.sprint.SprintIssue.Step;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SprintIssueTest {

    private static final long SPRINT = 7;
    private static final Instant CREATED = at(0);

    @Test
    void goesBackFromWhatItIsNow() {
        SprintIssue issue = issue(
                SPRINT,
                "done",
                "5",
                null,
                new Event(at(1), "sprint", null),
                new Event(at(2), "story_points", "3"),
                new Event(at(3), "status", "indeterminate"));

        assertThat(issue.steps())
                .containsExactly(
                        new Step(CREATED, false, false, new BigDecimal("3")),
                        new Step(at(1), true, false, new BigDecimal("3")),
                        new Step(at(2), true, false, new BigDecimal("5")),
                        new Step(at(3), true, true, new BigDecimal("5")));
    }

    @Test
    void isInTheSprintFromTheStartWhereNobodyMovedIt() {
        assertThat(issue(SPRINT, "new", null, null).inSprintAt(CREATED)).contains(new Step(CREATED, true, false, null));
        assertThat(issue(SPRINT, "new", null, null).inSprintAt(CREATED.minusNanos(1)))
                .isEmpty();
    }

    @Test
    void leavesForAnotherSprintAndComesBack() {
        SprintIssue issue =
                issue(SPRINT, "new", null, null, new Event(at(1), "sprint", "7"), new Event(at(2), "sprint", "8"));

        assertThat(issue.inSprintAt(CREATED)).isPresent();
        assertThat(issue.inSprintAt(at(1))).isEmpty();
        assertThat(issue.inSprintAt(at(2))).isPresent();
    }

    @Test
    void isInNoSprintOnceItIsDeleted() {
        SprintIssue issue = issue(SPRINT, "done", "5", at(4), new Event(at(3), "status", "new"));

        assertThat(issue.inSprintAt(at(4).minusNanos(1))).isPresent();
        assertThat(issue.inSprintAt(at(4))).isEmpty();
    }

    private static SprintIssue issue(
            long sprint, String category, @Nullable String points, @Nullable Instant deleted, Event... events) {
        BigDecimal estimate = points == null ? null : new BigDecimal(points);
        Now now = new Now("PAY", null, null, sprint, category, estimate, CREATED, deleted);
        return SprintIssue.of(SPRINT, now, List.of(events));
    }

    private static Instant at(int hours) {
        return Instant.parse("2026-01-05T00:00:00Z").plusSeconds(3_600L * hours);
    }
}
