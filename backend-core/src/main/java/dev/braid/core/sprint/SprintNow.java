package dev.braid.core.sprint;

import dev.braid.contracts.SprintBurndown;
import dev.braid.core.sprint.SprintIssue.Step;
import dev.braid.core.sprint.SprintProgress.Amount;
import dev.braid.core.sprint.SprintProgress.ScopeChange;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What can be said of a sprint and its issues: of a closed one as of when it was closed, else as of now. */
final class SprintNow {

    /** Of those to whom nothing is assigned. */
    private static final String NOBODY = "";

    private final StoredSprint sprint;
    private final Instant asOf;
    private final WorkingCalendar calendar;
    private final SprintProgress progress;
    private final List<InScope> scope;

    private record InScope(SprintIssue issue, Step step) {}

    SprintNow(StoredSprint sprint, List<SprintIssue> issues, WorkingCalendar calendar, Instant now) {
        this.sprint = sprint;
        this.asOf = sprint.completed() == null || sprint.completed().isAfter(now) ? now : sprint.completed();
        this.calendar = calendar;
        this.scope = issues.stream()
                .flatMap(issue -> issue.inSprintAt(asOf).stream().map(step -> new InScope(issue, step)))
                .toList();
        this.progress = new SprintProgress(
                issues, WorkUnit.forAll(scope.stream().map(InScope::step).toList()));
    }

    int issues() {
        return scope.size();
    }

    BigDecimal points() {
        return points(scope);
    }

    BigDecimal completedPoints() {
        return points(scope.stream().filter(issue -> issue.step().done()).toList());
    }

    SprintBurndown burndown() {
        Amount amount = progress.at(asOf);
        return new SprintBurndown(
                sprint.id(),
                progress.unit().key(),
                calendar.zone().getId(),
                committed().doubleValue(),
                amount.scope().doubleValue(),
                amount.completed().doubleValue(),
                amount.remaining().doubleValue(),
                days());
    }

    /** What an analysis of this type keeps. */
    Map<String, @Nullable Object> result(AnalysisType type) {
        return switch (type) {
            case DISCIPLINE_TEAM ->
                Map.of("teams", groups("team", issue -> issue.issue().disciplineTeam()));
            case CAPACITY -> capacity();
            case VELOCITY -> velocity();
            case BURNDOWN -> Map.of("unit", progress.unit().key(), "days", days());
        };
    }

    /** The same for each project. */
    Map<String, Object> projects() {
        Map<String, List<InScope>> projects = scope.stream()
                .collect(Collectors.groupingBy(issue -> issue.issue().projectKey(), TreeMap::new, Collectors.toList()));
        Map<String, Object> breakdown = new LinkedHashMap<>();
        projects.forEach((project, issues) -> breakdown.put(project, sums(issues)));
        return breakdown;
    }

    private List<SprintBurndown.Day> days() {
        boolean begun = sprint.state() != SprintState.FUTURE
                && sprint.start() != null
                && !sprint.start().isAfter(asOf);
        return begun ? progress.days(calendar, Objects.requireNonNull(sprint.start()), asOf) : List.of();
    }

    /** Of one that is still to come what it has now. */
    private BigDecimal committed() {
        return (sprint.start() == null ? progress.at(asOf) : progress.at(planned(sprint.start()))).scope();
    }

    private Instant planned(Instant start) {
        Instant planned = start.plus(StoredSprint.PLANNING);
        return planned.isBefore(asOf) ? planned : asOf;
    }

    private Map<String, @Nullable Object> velocity() {
        ScopeChange change = sprint.start() == null
                ? new ScopeChange(BigDecimal.ZERO, BigDecimal.ZERO)
                : progress.scopeChange(sprint.start(), asOf);
        Map<String, @Nullable Object> velocity = new LinkedHashMap<>();
        velocity.put("unit", progress.unit().key());
        velocity.put("committed_at_start", committed());
        velocity.put("added", change.added());
        velocity.put("removed", change.removed());
        velocity.put("delivered", progress.at(asOf).completed());
        return velocity;
    }

    /** Who has how much of it. */
    private Map<String, @Nullable Object> capacity() {
        Map<String, @Nullable Object> capacity = new LinkedHashMap<>();
        capacity.put(
                "assignees",
                scope.stream()
                        .map(issue -> issue.issue().assignee())
                        .filter(Objects::nonNull)
                        .distinct()
                        .count());
        capacity.put(
                "unassigned_issues",
                scope.stream().filter(issue -> issue.issue().assignee() == null).count());
        capacity.put(
                "unestimated_issues",
                scope.stream().filter(issue -> !issue.step().isEstimated()).count());
        capacity.put(
                "load", groups("assignee_account_id", issue -> issue.issue().assignee()));
        return capacity;
    }

    /** @param name of the member that says whose each is; null for nobody's */
    private List<Map<String, @Nullable Object>> groups(String name, Function<InScope, @Nullable String> by) {
        Map<String, List<InScope>> groups = scope.stream()
                .collect(Collectors.groupingBy(
                        issue -> Objects.requireNonNullElse(by.apply(issue), NOBODY),
                        TreeMap::new,
                        Collectors.toList()));
        return groups.entrySet().stream()
                .map(group -> {
                    Map<String, @Nullable Object> said = new LinkedHashMap<>();
                    said.put(name, group.getKey().equals(NOBODY) ? null : group.getKey());
                    said.putAll(sums(group.getValue()));
                    return said;
                })
                .toList();
    }

    private static Map<String, Object> sums(List<InScope> issues) {
        List<InScope> done =
                issues.stream().filter(issue -> issue.step().done()).toList();
        Map<String, Object> sums = new LinkedHashMap<>();
        sums.put("total_issues", issues.size());
        sums.put("completed_issues", done.size());
        sums.put("total_story_points", points(issues));
        sums.put("completed_story_points", points(done));
        return sums;
    }

    private static BigDecimal points(List<InScope> issues) {
        return issues.stream().map(issue -> issue.step().pointsOrNone()).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
