package dev.braid.core.portfolio;

import dev.braid.contracts.HealthSummary;
import dev.braid.contracts.HealthSummary.CapacitySummary;
import dev.braid.contracts.HealthSummary.CompletionSummary;
import dev.braid.contracts.HealthSummary.RiskSummary;
import dev.braid.contracts.HealthSummary.Trends;
import dev.braid.contracts.PortfolioProject;
import dev.braid.contracts.PortfolioSummary;
import dev.braid.contracts.ProjectPortfolio;
import dev.braid.contracts.ProjectRankings;
import dev.braid.contracts.ResourceAllocation;
import dev.braid.core.forecast.Simulation;
import dev.braid.core.portfolio.AssignedWork.Teams;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A model as it is shown: filtered, in order, rounded. */
final class PortfolioReplies {

    /** Sprints whose numbers a trend shows. */
    private static final int TREND_SPRINTS = 6;

    private PortfolioReplies() {}

    static ProjectPortfolio portfolio(PortfolioModel model, PortfolioQuery query, Instant expires) {
        List<ProjectState> let = model.letBy(query.filter());
        List<PortfolioProject> page = let.stream()
                .sorted(query.order())
                .skip(query.offset())
                .limit(query.limit())
                .map(state -> project(state, model))
                .toList();
        PortfolioNumbers numbers = numbers(model, let);
        return new ProjectPortfolio(
                summary(model, let, numbers, expires),
                page,
                HealthIndicators.of(numbers),
                let.size(),
                query.limit(),
                query.offset(),
                model.lastSync(),
                PortfolioCache.Freshness.CURRENT.key());
    }

    static HealthSummary health(PortfolioModel model, PortfolioFilter filter, boolean trends) {
        List<ProjectState> let = model.letBy(filter);
        PortfolioNumbers numbers = numbers(model, let);
        int highRisk = (int) let.stream().filter(PortfolioReplies::isHighRisk).count();
        return new HealthSummary(
                OverallHealth.of(let.stream().map(ProjectState::health).toList())
                        .key(),
                new RiskSummary(
                        highRisk,
                        count(let, Health.BLOCKED),
                        let.size(),
                        let.isEmpty() ? null : Rounding.oneDecimal(100.0 * highRisk / let.size())),
                new CompletionSummary(
                        shownCompletion(numbers.totals()),
                        count(let, Health.ON_TRACK),
                        estimatedCompletion(model, let)),
                new CapacitySummary(
                        Rounding.nullable(numbers.capacity().utilization()),
                        Rounding.nullable(numbers.capacity().allocated()),
                        numbers.capacity().status().key()),
                trends ? trends(model.history().sprints(let)) : null);
    }

    private static boolean isHighRisk(ProjectState state) {
        return state.risk().level().compareTo(RiskScore.Level.HIGH) >= 0;
    }

    private static int count(List<ProjectState> projects, Health health) {
        return (int) projects.stream().filter(state -> state.health() == health).count();
    }

    private static Trends trends(List<PastSprint> past) {
        List<PastSprint> latest = latest(past);
        PastNumbers numbers = PastSprint.numbers(latest);
        return new Trends(
                trend(latest.stream().map(PastSprint::velocity).toList(), SprintTrend::ofHigherIsBetter),
                trend(numbers.completion(), SprintTrend::ofHigherIsBetter),
                trend(numbers.risk(), SprintTrend::ofLowerIsBetter));
    }

    private static HealthSummary.Trend trend(List<Double> values, Function<List<Double>, Optional<Trend>> direction) {
        return new HealthSummary.Trend(
                SprintTrend.key(direction.apply(values)),
                values.stream().map(Rounding::oneDecimal).toList());
    }

    private static PortfolioSummary summary(
            PortfolioModel model, List<ProjectState> let, PortfolioNumbers numbers, Instant expires) {
        int done = (int) let.stream().filter(state -> state.counts().done()).count();
        return new PortfolioSummary(
                model.board().boardId(),
                model.board().name(),
                model.sprint().id(),
                model.sprint().name(),
                model.sprint().state().key(),
                model.sprint().start(),
                model.sprint().end(),
                Rounding.nullable(model.clock().elapsedPercentage()),
                let.size(),
                let.size() - done,
                done,
                count(let, Health.BLOCKED),
                sum(let, state -> state.counts().totalPoints()),
                sum(let, state -> state.counts().completedPoints()),
                shownCompletion(numbers.totals()),
                Rounding.nullable(numbers.capacity().allocated()),
                numbers.capacity().utilized(),
                Rounding.nullable(numbers.capacity().utilization()),
                count(let, Health.ON_TRACK),
                count(let, Health.AT_RISK),
                count(let, Health.BEHIND),
                Rounding.nullable(numbers.averageRisk()),
                estimatedCompletion(model, let),
                confidence(model, let),
                model.clock().now().truncatedTo(ChronoUnit.MILLIS),
                expires.truncatedTo(ChronoUnit.MILLIS));
    }

    /** By when the last of them is done, in each future of all; null if nobody can say that of one of them. */
    private static @Nullable LocalDate estimatedCompletion(PortfolioModel model, List<ProjectState> let) {
        List<Simulation> futures =
                let.stream().flatMap(state -> state.expected().stream()).toList();
        if (futures.isEmpty() || futures.size() < let.size()) {
            return null;
        }
        return date(Simulation.latest(futures), model);
    }

    private static @Nullable Double confidence(PortfolioModel model, List<ProjectState> let) {
        return estimatedCompletion(model, let) == null
                ? null
                : Rounding.nullable(let.stream()
                        .mapToDouble(state -> state.history().confidence())
                        .min());
    }

    private static @Nullable LocalDate date(Simulation futures, PortfolioModel model) {
        OptionalInt sprints = futures.sprints(ProjectForecaster.P85);
        return sprints.isEmpty() ? null : model.dates().endOf(sprints.getAsInt());
    }

    private static PortfolioNumbers numbers(PortfolioModel model, List<ProjectState> let) {
        List<PastSprint> past = model.history().sprints(let);
        return new PortfolioNumbers(
                PortfolioTotals.of(let.stream().map(ProjectState::counts).toList()),
                model.clock().elapsedPercentage(),
                let.stream().mapToDouble(state -> state.risk().score()).average(),
                new Velocity(past.stream().map(PastSprint::velocity).toList()),
                new ScopeChange(
                        let.stream().mapToInt(state -> state.scope().count()).sum(),
                        sum(let, state -> state.scope().added()),
                        sum(let, state -> state.scope().removed()),
                        sum(let, state -> state.scope().committedAtStart())),
                capacity(let),
                PastSprint.numbers(latest(past)));
    }

    private static Capacity capacity(List<ProjectState> let) {
        boolean unknown =
                let.stream().allMatch(state -> state.capacity().allocated().isEmpty());
        OptionalDouble allocated = unknown
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        sum(let, state -> state.capacity().allocated().orElse(0)));
        return new Capacity(allocated, sum(let, state -> state.capacity().utilized()));
    }

    private static double sum(List<ProjectState> projects, ToDoubleFunction<ProjectState> value) {
        return projects.stream().mapToDouble(value).sum();
    }

    private static List<PastSprint> latest(List<PastSprint> past) {
        return past.subList(Math.max(0, past.size() - TREND_SPRINTS), past.size());
    }

    private static @Nullable Double shownCompletion(PortfolioTotals totals) {
        OptionalDouble completion = totals.completionPercentage();
        return completion.isPresent() ? Rounding.percentage(completion.getAsDouble(), totals.remaining() == 0) : null;
    }

    static ProjectRankings rankings(List<ProjectState> projects, Criterion criterion, int limit) {
        List<Ranked> ranked = projects.stream()
                .map(state -> new Ranked(
                        state.projectKey(),
                        state.project().name(),
                        state.priority(),
                        state.projectPriority(),
                        shown(criterion.scoreOf(state))))
                .toList();
        return Rankings.of(criterion, ranked, limit);
    }

    private static OptionalDouble shown(OptionalDouble score) {
        return score.isPresent() ? OptionalDouble.of(Rounding.oneDecimal(score.getAsDouble())) : score;
    }

    static ResourceAllocation allocation(List<ProjectState> let, Map<Long, Teams> teams, boolean disciplines) {
        Capacity together = capacity(let);
        List<ResourceAllocation.Allocation> allocations = let.stream()
                .map(state ->
                        allocation(state, teams.getOrDefault(state.project().workstreamId(), Teams.NONE), disciplines))
                .toList();
        return new ResourceAllocation(
                allocations,
                new ResourceAllocation.Summary(
                        Rounding.nullable(together.allocated()),
                        together.utilized(),
                        Rounding.nullable(together.utilization()),
                        let.size(),
                        together.status().key()));
    }

    private static ResourceAllocation.Allocation allocation(ProjectState state, Teams teams, boolean disciplines) {
        return new ResourceAllocation.Allocation(
                state.project().key(),
                state.project().name(),
                Rounding.nullable(state.capacity().allocated()),
                state.capacity().utilized(),
                Rounding.nullable(state.capacity().utilization()),
                teams.members(),
                List.copyOf(teams.involved()),
                disciplines ? disciplines(teams) : List.of(),
                state.capacity().status().key());
    }

    /** Every team that may spend something, or has. */
    private static List<ResourceAllocation.Discipline> disciplines(Teams teams) {
        TreeSet<String> names = new TreeSet<>(teams.utilized().keySet());
        names.addAll(teams.allocated().keySet());
        return names.stream()
                .map(name -> new ResourceAllocation.Discipline(
                        name, teams.allocated().get(name), teams.utilized().getOrDefault(name, 0.0)))
                .toList();
    }

    private static PortfolioProject project(ProjectState state, PortfolioModel model) {
        ProjectCounts counts = state.counts();
        SprintClock clock = model.clock();
        RiskScore risk = state.risk().rounded();
        LocalDate estimated =
                state.expected().map(futures -> date(futures, model)).orElse(null);
        return new PortfolioProject(
                state.project().key(),
                state.project().name(),
                state.unit().key(),
                counts.totalIssues(),
                counts.completedIssues(),
                counts.inProgressIssues(),
                counts.blockedIssues(),
                counts.unestimatedIssues(),
                counts.totalPoints(),
                counts.completedPoints(),
                counts.inProgressPoints(),
                Rounding.percentage(counts.completionPercentage(), counts.done()),
                Rounding.nullable(state.currentVelocity()),
                Rounding.nullable(state.pastVelocity().average()),
                state.pastVelocity().trend().map(Trend::key).orElse(null),
                clock.started()
                        ? Rounding.oneDecimal(counts.completionPercentage() / Math.max(1, clock.elapsedWorkdays()))
                        : null,
                requiredBurnRate(counts, clock),
                Rounding.unrounded(state.completionProbability()),
                state.health().key(),
                risk.score(),
                risk.level().key(),
                risk.breakdown(),
                risk.unknownParts(),
                state.priority().key(),
                state.projectPriority().isPresent() ? state.projectPriority().getAsInt() : null,
                Rounding.nullable(state.teamAllocation()),
                Rounding.nullable(state.capacity().utilization()),
                state.capacity().status().key(),
                state.scope().count(),
                state.scope().added(),
                state.scope().removed(),
                Rounding.nullable(state.scope().percentage()),
                estimated,
                estimated == null ? null : ChronoUnit.DAYS.between(model.dates().today(), estimated),
                Rounding.oneDecimal(state.history().confidence()));
    }

    /** Of a sprint that is over nothing can be required any more, nor where there is nothing to do. */
    private static @Nullable Double requiredBurnRate(ProjectCounts counts, SprintClock clock) {
        return clock.sprint().completed() != null || counts.isEmpty()
                ? null
                : Rounding.oneDecimal((100 - counts.completionPercentage()) / Math.max(1, clock.remainingWorkdays()));
    }
}
