package dev.braid.core.portfolio;

import dev.braid.contracts.HealthIndicator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Six numbers of a portfolio, each beside what it should be. They are judged as they are shown, rounded to one decimal, so that nobody
 * sees a 25.0 that is worse than another.
 */
final class HealthIndicators {

    /** Percentage points behind the clock. */
    private static final Limits BEHIND = new Limits(Health.AT_RISK_ABOVE_GAP, Health.BEHIND_ABOVE_GAP);

    private static final Limits RISK = new Limits(25, 50);
    private static final Limits SCOPE = new Limits(10, 25);
    private static final Limits BLOCKED = new Limits(5, 15);
    private static final Limits UTILIZATION = new Limits(Capacity.OVER_ABOVE, 130);
    private static final double FULL_UTILIZATION = 100;

    private static final String UNKNOWN = "unknown";
    private static final String WARNING = "warning";

    private final PortfolioNumbers numbers;

    private HealthIndicators(PortfolioNumbers numbers) {
        this.numbers = numbers;
    }

    static List<HealthIndicator> of(PortfolioNumbers numbers) {
        HealthIndicators indicators = new HealthIndicators(numbers);
        return List.of(
                indicators.completion(),
                indicators.risk(),
                indicators.velocity(),
                indicators.scope(),
                indicators.capacity(),
                indicators.blocked());
    }

    private HealthIndicator completion() {
        OptionalDouble completion = numbers.totals().completionPercentage();
        Double current = completion.isPresent()
                ? Rounding.percentage(completion.getAsDouble(), completion.getAsDouble() >= 100)
                : null;
        Double target = Rounding.nullable(numbers.elapsed());
        String status =
                current == null || target == null ? UNKNOWN : BEHIND.judge(Rounding.oneDecimal(target - current));
        return new HealthIndicator(
                "Overall Completion",
                current,
                target,
                status,
                SprintTrend.key(SprintTrend.ofHigherIsBetter(numbers.past().completion())),
                text(current, "%.1f %% of the work is done", "nothing to do in this sprint") + "; "
                        + text(target, "%.1f %% of the working days are over", "it has no end"));
    }

    private HealthIndicator risk() {
        Double current = Rounding.nullable(numbers.averageRisk());
        return new HealthIndicator(
                "Portfolio Risk",
                current,
                RISK.good(),
                judged(current, RISK),
                SprintTrend.key(SprintTrend.ofLowerIsBetter(numbers.past().risk())),
                text(current, "mean risk score of the projects: %.1f of 100", "no projects"));
    }

    /**
     * What is completed so far beside what would be at the pace of the last sprints. Judged by the difference in percent of a whole
     * sprint of that pace, not of the part that is due: on the first day nobody has completed what the first day was to bring.
     */
    private HealthIndicator velocity() {
        double current = Rounding.oneDecimal(numbers.totals().completed());
        double mean = numbers.velocity().average().orElse(0);
        boolean comparable = mean > 0 && numbers.elapsed().isPresent();
        double due = mean * numbers.elapsed().orElse(0) / 100;
        return new HealthIndicator(
                "Velocity",
                current,
                comparable ? Rounding.oneDecimal(due) : null,
                comparable ? BEHIND.judge(Rounding.oneDecimal(Rounding.percent(due - current, mean))) : UNKNOWN,
                SprintTrend.key(numbers.velocity().trend()),
                text(
                        comparable ? mean : null,
                        "units completed so far; the last sprints brought %.1f on average",
                        "units completed so far; no earlier sprint to compare with"));
    }

    private HealthIndicator scope() {
        Double current = Rounding.nullable(numbers.scope().percentage());
        return new HealthIndicator(
                "Scope Change",
                current,
                SCOPE.good(),
                judged(current, SCOPE),
                SprintTrend.key(SprintTrend.ofLowerIsBetter(numbers.past().scopeChange())),
                text(current, "net change of %.1f %% since the start", "nothing was committed at the start"));
    }

    private HealthIndicator capacity() {
        Double current = Rounding.nullable(numbers.capacity().utilization());
        boolean idle = current != null && current < Capacity.UNDER_BELOW;
        return new HealthIndicator(
                "Capacity",
                current,
                FULL_UTILIZATION,
                idle ? WARNING : judged(current, UTILIZATION),
                SprintTrend.key(capacityTrend()),
                text(current, "%.1f %% of the capacity is in progress or completed", "no capacity is allocated"));
    }

    private HealthIndicator blocked() {
        Double current = Rounding.nullable(numbers.totals().blockedPercentage());
        return new HealthIndicator(
                "Blocked work",
                current,
                BLOCKED.good(),
                judged(current, BLOCKED),
                SprintTrend.key(SprintTrend.ofLowerIsBetter(numbers.past().blocked())),
                text(current, "%.1f %% of the remaining work is blocked", "nothing to do in this sprint"));
    }

    /** Neither more nor less is better: what counts is how far it is from where it should be. */
    private Optional<Trend> capacityTrend() {
        return SprintTrend.ofLowerIsBetter(numbers.past().capacityUtilization().stream()
                .map(utilization ->
                        Math.max(0, Math.max(Capacity.UNDER_BELOW - utilization, utilization - UTILIZATION.good())))
                .toList());
    }

    private static String judged(@Nullable Double value, Limits limits) {
        return value == null ? UNKNOWN : limits.judge(value);
    }

    private static String text(@Nullable Double value, String known, String unknown) {
        return value == null ? unknown : String.format(Locale.ROOT, known, value);
    }

    /** The most that is good, and the most that is a warning only. */
    private record Limits(double good, double warning) {

        private String judge(double value) {
            if (value <= good) {
                return "good";
            }
            return value <= warning ? WARNING : "critical";
        }
    }
}
