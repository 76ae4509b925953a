package dev.braid.core.sprint;

import dev.braid.contracts.SprintBurndown;
import dev.braid.core.sprint.SprintIssue.Step;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How much there was to do in a sprint and how much of it was done, at any time.
 *
 * <p>Each issue's steps become differences, which are summed up once in the order of time: a time is looked up, not computed anew.
 */
final class SprintProgress {

    private static final Amount NOTHING = new Amount(BigDecimal.ZERO, BigDecimal.ZERO);

    /** @param scope all that is to be done, {@code completed} of it is */
    record Amount(BigDecimal scope, BigDecimal completed) {

        BigDecimal remaining() {
            return scope.subtract(completed);
        }

        private Amount plus(Amount other) {
            return new Amount(scope.add(other.scope), completed.add(other.completed));
        }

        private Amount minus(Amount other) {
            return new Amount(scope.subtract(other.scope), completed.subtract(other.completed));
        }
    }

    /** What came into a sprint, and what went, after it was planned. */
    record ScopeChange(BigDecimal added, BigDecimal removed) {

        private ScopeChange plus(BigDecimal difference) {
            return difference.signum() > 0
                    ? new ScopeChange(added.add(difference), removed)
                    : new ScopeChange(added, removed.subtract(difference));
        }
    }

    private record Difference(Instant at, Amount amount) {}

    private final WorkUnit unit;
    private final List<Difference> differences = new ArrayList<>();
    private final NavigableMap<Instant, Amount> amounts = new TreeMap<>();

    SprintProgress(List<SprintIssue> issues, WorkUnit unit) {
        this.unit = unit;
        issues.forEach(this::addDifferences);
        sumUp();
    }

    WorkUnit unit() {
        return unit;
    }

    Amount at(Instant at) {
        Map.Entry<Instant, Amount> latest = amounts.floorEntry(at);
        return latest == null ? NOTHING : latest.getValue();
    }

    ScopeChange scopeChange(Instant start, Instant until) {
        ScopeChange change = new ScopeChange(BigDecimal.ZERO, BigDecimal.ZERO);
        for (Difference difference : differences) {
            if (difference.at().isAfter(start.plus(StoredSprint.PLANNING))
                    && !difference.at().isAfter(until)) {
                change = change.plus(difference.amount().scope());
            }
        }
        return change;
    }

    /** The end of each working day from the first one to that of the last moment. */
    List<SprintBurndown.Day> days(WorkingCalendar calendar, Instant first, Instant last) {
        List<SprintBurndown.Day> days = new ArrayList<>();
        LocalDate end = calendar.dateOf(last);
        for (LocalDate date = calendar.dateOf(first); !date.isAfter(end); date = date.plusDays(1)) {
            if (calendar.isWorkingDay(date)) {
                days.add(day(date, endOf(date, calendar, last)));
            }
        }
        return days;
    }

    private SprintBurndown.Day day(LocalDate date, Instant end) {
        Amount amount = at(end);
        return new SprintBurndown.Day(
                date,
                amount.remaining().doubleValue(),
                amount.completed().doubleValue(),
                amount.scope().doubleValue());
    }

    /** The last moment of a day, which may have 23, 24 or 25 hours. */
    private static Instant endOf(LocalDate date, WorkingCalendar calendar, Instant last) {
        Instant end = date.plusDays(1).atStartOfDay(calendar.zone()).toInstant().minusNanos(1);
        return end.isBefore(last) ? end : last;
    }

    private void addDifferences(SprintIssue issue) {
        Amount before = NOTHING;
        for (Step step : issue.steps()) {
            Amount after = amountOf(step);
            differences.add(new Difference(step.at(), after.minus(before)));
            before = after;
        }
    }

    private Amount amountOf(Step step) {
        if (!step.in()) {
            return NOTHING;
        }
        BigDecimal units = unit.of(step);
        return new Amount(units, step.done() ? units : BigDecimal.ZERO);
    }

    private void sumUp() {
        NavigableMap<Instant, Amount> sums = new TreeMap<>();
        differences.forEach(difference -> sums.merge(difference.at(), difference.amount(), Amount::plus));
        Amount sum = NOTHING;
        for (Map.Entry<Instant, Amount> difference : sums.entrySet()) {
            sum = sum.plus(difference.getValue());
            amounts.put(difference.getKey(), sum);
        }
    }
}
