package dev.braid.core.portfolio;

import dev.braid.core.forecast.BayesianBootstrap;
import dev.braid.core.forecast.ForecastSeed;
import dev.braid.core.forecast.ForecastSettings;
import dev.braid.core.forecast.PastSprints;
import dev.braid.core.forecast.Simulation;
import dev.braid.core.forecast.SprintChance;
import dev.braid.core.portfolio.CountedIssues.ScopeSums;
import dev.braid.core.portfolio.DeliveredSprints.Delivery;
import dev.braid.core.portfolio.DeliveredSprints.Snapshot;
import dev.braid.core.sprint.MetaBoard;
import dev.braid.core.sprint.SprintState;
import dev.braid.core.sprint.Sprints;
import dev.braid.core.sprint.StoredSprint;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Looks at a board in a sprint: ten statements, however many projects and issues it has. */
@Service
final class PortfolioModels {

    /** What happens that soon after a sprint has begun is still planned. */
    private static final Duration PLANNING = Duration.ofMinutes(60);

    /** Sprints whose starts tell the cadence of a board. */
    private static final int CADENCE_SPRINTS = 6;

    /**
     * Dates are whole sprints, and mostly the first or the second: a tenth of the futures of {@code project-forecasts} tells them apart, in a
     * tenth of its time.
     */
    private static final ForecastSettings QUICK =
            new ForecastSettings(1_000, ForecastSettings.DEFAULTS.halfLife(), ForecastSettings.DEFAULTS.sigma());

    private final CountedIssues issues;
    private final DeliveredSprints delivered;
    private final Sprints sprints;
    private final Clock clock;

    PortfolioModels(CountedIssues issues, DeliveredSprints delivered, Sprints sprints, Clock clock) {
        this.issues = issues;
        this.delivered = delivered;
        this.sprints = sprints;
        this.clock = clock;
    }

    PortfolioModel of(MetaBoard board, StoredSprint sprint) {
        Instant now = clock.instant();
        SprintClock at = new SprintClock(sprint, board.calendar(), now);
        List<StoredSprint> closed = sprints.closedOf(board.boardId(), BayesianBootstrap.LONGEST_HISTORY).stream()
                .filter(other -> startOf(other).isBefore(begin(sprint, now)))
                .toList();
        Histories histories = Histories.of(delivered.history(board.boardId(), begin(sprint, now)));
        double cadence =
                SprintDates.cadence(closed.stream().limit(CADENCE_SPRINTS).toList());
        SprintDates dates = sprint.state() == SprintState.ACTIVE
                ? SprintDates.ofRunning(Objects.requireNonNull(sprint.end()), board.calendar(), now, cadence)
                : SprintDates.startingNow(board.calendar(), now, cadence);
        Counted counted = counted(board, sprint, at);
        PastSprints before = finishedFromHere(closed, at);
        List<ProjectState> projects = counted.projects().parallelStream()
                .map(project -> state(project, counted, histories, before, at))
                .toList();
        return new PortfolioModel(
                board, sprint, at, dates, projects, histories.sprints(), issues.lastSync(board.boardId()));
    }

    /** The projects of a board none of whose sprints is under way: what they delivered, and nothing that they are at. */
    ForecastBasis withoutSprint(MetaBoard board) {
        Instant now = clock.instant();
        List<StoredSprint> closed = sprints.closedOf(board.boardId(), CADENCE_SPRINTS);
        Histories histories = Histories.of(delivered.history(board.boardId(), now));
        List<ParticipatingProject> all = issues.projectsOf(board.boardId());
        List<ProjectState> projects = all.stream()
                .map(project -> idle(project, histories, 1.0 / all.size()))
                .toList();
        SprintDates dates = SprintDates.startingNow(board.calendar(), now, SprintDates.cadence(closed));
        return new ForecastBasis(board, Optional.empty(), dates, 1, projects);
    }

    private static ProjectState idle(ParticipatingProject project, Histories histories, double share) {
        DeliveryHistory history = histories.of(project, histories.unitOf(project), share);
        RiskScore risk = RiskScore.of(new RiskInputs(
                ProjectCounts.NONE,
                false,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                ScopeChange.NONE,
                new Velocity(history.own()),
                new Capacity(OptionalDouble.empty(), 0)));
        return new ProjectState(
                project,
                ProjectCounts.NONE,
                histories.unitOf(project),
                ScopeChange.NONE,
                history,
                OptionalDouble.empty(),
                new Capacity(OptionalDouble.empty(), 0),
                OptionalDouble.empty(),
                risk,
                Health.ON_TRACK,
                OptionalDouble.empty(),
                Optional.empty());
    }

    /** Sprints that have not begun come after all that has. */
    private static Instant begin(StoredSprint sprint, Instant now) {
        Instant start = sprint.start();
        return start == null || sprint.state() == SprintState.FUTURE ? now : start;
    }

    private static Instant startOf(StoredSprint closed) {
        return Objects.requireNonNull(closed.start());
    }

    /** What the database says of a sprint. */
    private record Counted(
            List<ParticipatingProject> projects,
            Map<Long, ProjectCounts> counts,
            Map<Long, ScopeSums> scope,
            Map<Long, Double> allocations) {

        ProjectCounts countsOf(ParticipatingProject project) {
            return counts.getOrDefault(project.workstreamId(), ProjectCounts.NONE);
        }

        double total() {
            return projects.stream()
                    .mapToDouble(project -> countsOf(project).total())
                    .sum();
        }

        ScopeChange scopeOf(ParticipatingProject project) {
            ScopeSums sums = scope.getOrDefault(project.workstreamId(), ScopeSums.NONE);
            ProjectCounts now = countsOf(project);
            boolean points = now.unit() == Unit.STORY_POINTS;
            double added = points ? sums.addedPoints() : sums.addedIssues();
            double removed = points ? sums.removedPoints() : sums.removedIssues();
            return new ScopeChange(sums.changes(), added, removed, Math.max(0, now.total() - added + removed));
        }

        OptionalDouble allocatedTo(ParticipatingProject project) {
            Double allocated = allocations.get(project.workstreamId());
            return allocated == null ? project.expected() : OptionalDouble.of(allocated);
        }

        double allocatedToAll() {
            return projects.stream()
                    .mapToDouble(project -> allocatedTo(project).orElse(0))
                    .sum();
        }

        Capacity capacityOf(ParticipatingProject project) {
            ProjectCounts now = countsOf(project);
            return new Capacity(allocatedTo(project), now.inProgressPoints() + now.completedPoints());
        }

        OptionalDouble teamAllocationOf(ParticipatingProject project) {
            double all = allocatedToAll();
            return all > 0 && allocatedTo(project).isPresent()
                    ? OptionalDouble.of(Math.min(100, 100 * allocatedTo(project).getAsDouble() / all))
                    : OptionalDouble.empty();
        }
    }

    private Counted counted(MetaBoard board, StoredSprint sprint, SprintClock at) {
        Instant start = sprint.start();
        Map<Long, ScopeSums> scope = start == null || !at.started()
                ? Map.of()
                : issues.scopeChanges(sprint.id(), start.plus(PLANNING), until(sprint, at.now()));
        return new Counted(
                issues.projects(sprint.id()),
                issues.counts(sprint.id(), board.blockedStatuses()),
                scope,
                issues.allocations(sprint.id()));
    }

    private static Instant until(StoredSprint sprint, Instant now) {
        Instant completed = sprint.completed();
        return completed == null ? now : completed;
    }

    /** What the closed sprints of a board brought, by project and together. */
    private record Histories(Map<Long, List<Delivery>> byProject, Map<Long, List<Delivery>> bySprint) {

        static Histories of(List<Delivery> deliveries) {
            return new Histories(
                    deliveries.stream().collect(Collectors.groupingBy(Delivery::workstreamId)),
                    deliveries.stream()
                            .collect(Collectors.groupingBy(
                                    Delivery::sprintId, LinkedHashMap::new, Collectors.toList())));
        }

        /** The one that its last sprint was counted in. */
        Unit unitOf(ParticipatingProject project) {
            List<Delivery> own = byProject.getOrDefault(project.workstreamId(), List.of());
            return own.isEmpty() ? Unit.STORY_POINTS : own.get(own.size() - 1).unit();
        }

        /** @param share of the board that the project is, where it has closed no sprint that says so */
        DeliveryHistory of(ParticipatingProject project, Unit unit, double share) {
            List<Delivery> own = byProject.getOrDefault(project.workstreamId(), List.of());
            List<Double> mine = own.stream().map(delivery -> delivery.in(unit)).toList();
            double scale = shareOf(own, unit).orElse(share);
            List<Double> board = bySprint.values().stream()
                    .map(sprint -> sum(sprint, unit) * scale)
                    .toList();
            return new DeliveryHistory(mine, board);
        }

        /** Of what the board delivered in the sprints that the project took part in. */
        private OptionalDouble shareOf(List<Delivery> own, Unit unit) {
            double all = own.stream()
                    .mapToDouble(delivery -> sum(bySprint.getOrDefault(delivery.sprintId(), List.of()), unit))
                    .sum();
            return all > 0 ? OptionalDouble.of(sum(own, unit) / all) : OptionalDouble.empty();
        }

        private static double sum(Collection<Delivery> deliveries, Unit unit) {
            return deliveries.stream()
                    .mapToDouble(delivery -> delivery.in(unit))
                    .sum();
        }

        List<PastSprint> sprints() {
            return bySprint.values().stream().map(PastSprint::of).toList();
        }
    }

    /** How many of the board's sprints did all that was open when as much of them was over as is of this one. */
    private PastSprints finishedFromHere(List<StoredSprint> closed, SprintClock at) {
        OptionalDouble elapsed = at.elapsedPercentage();
        if (elapsed.isEmpty() || at.sprint().state() != SprintState.ACTIVE) {
            return new PastSprints(0, 0);
        }
        Map<Long, List<Snapshot>> snapshots =
                delivered.snapshots(closed.stream().map(StoredSprint::id).toList());
        List<Boolean> finished = closed.stream()
                .flatMap(sprint -> finished(sprint, at, elapsed.getAsDouble(), snapshots.get(sprint.id())))
                .toList();
        return new PastSprints(
                (int) finished.stream().filter(Boolean::booleanValue).count(), finished.size());
    }

    private static Stream<Boolean> finished(
            StoredSprint sprint, SprintClock at, double elapsed, @Nullable List<Snapshot> days) {
        if (days == null) {
            return Stream.empty();
        }
        LocalDate then = new SprintClock(sprint, at.calendar(), at.now()).dateAt(elapsed);
        Optional<Snapshot> result = days.stream().filter(Snapshot::isFinal).findFirst();
        Optional<Snapshot> before = days.stream()
                .filter(day -> !day.isFinal() && !day.date().isAfter(then))
                .reduce((earlier, later) -> later);
        return result.isPresent() && before.isPresent()
                ? Stream.of(finished(before.get(), result.get()))
                : Stream.empty();
    }

    private static boolean finished(Snapshot then, Snapshot result) {
        return result.completed() - then.completed() >= then.total() - then.completed();
    }

    private static ProjectState state(
            ParticipatingProject project, Counted counted, Histories histories, PastSprints before, SprintClock at) {
        ProjectCounts counts = counted.countsOf(project);
        double share = counted.total() > 0 ? counts.total() / counted.total() : 0;
        DeliveryHistory history = histories.of(project, counts.unit(), share);
        OptionalDouble chance = chance(history, counts, before, at);
        ScopeChange scope = counted.scopeOf(project);
        Capacity capacity = counted.capacityOf(project);
        RiskScore risk = RiskScore.of(new RiskInputs(
                counts, at.started(), at.elapsedPercentage(), chance, scope, new Velocity(history.own()), capacity));
        return new ProjectState(
                project,
                counts,
                counts.unit(),
                scope,
                history,
                chance,
                capacity,
                counted.teamAllocationOf(project),
                risk,
                Health.of(counts, at.started(), at.elapsedPercentage(), chance, risk),
                currentVelocity(counts, at),
                expected(project, history, counts, at));
    }

    private static OptionalDouble currentVelocity(ProjectCounts counts, SprintClock at) {
        return at.started()
                ? OptionalDouble.of(counts.completed() / Math.max(1, at.elapsedWorkdays()))
                : OptionalDouble.empty();
    }

    /** Of a sprint that is over it is known. */
    private static OptionalDouble chance(
            DeliveryHistory history, ProjectCounts counts, PastSprints before, SprintClock at) {
        if (at.sprint().state() == SprintState.CLOSED) {
            return OptionalDouble.of(counts.remaining() > 0 ? 0 : 1);
        }
        return SprintChance.of(history.samples(), at.fractionLeft(), counts.remaining(), before);
    }

    private static Optional<Simulation> expected(
            ParticipatingProject project, DeliveryHistory history, ProjectCounts counts, SprintClock at) {
        boolean over = at.sprint().state() == SprintState.CLOSED;
        boolean unknown = counts.remaining() > 0 && history.quality() == DeliveryHistory.Quality.NONE;
        if (over || unknown) {
            return Optional.empty();
        }
        long seed = ForecastSeed.of(
                Long.toString(at.sprint().boardId()),
                project.key(),
                Long.toString(at.sprint().id()),
                at.calendar().dateOf(at.now()),
                BayesianBootstrap.VERSION);
        return Optional.of(
                BayesianBootstrap.simulate(history.samples(), counts.remaining(), at.fractionLeft(), QUICK, seed));
    }
}
