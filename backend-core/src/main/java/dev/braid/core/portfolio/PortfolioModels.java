package dev.braid.core.portfolio;

import dev.braid.core.forecast.BayesianBootstrap;
import dev.braid.core.forecast.ForecastSeed;
import dev.braid.core.forecast.ForecastSettings;
import dev.braid.core.forecast.PastSprints;
import dev.braid.core.forecast.Simulation;
import dev.braid.core.forecast.SprintChance;
import dev.braid.core.portfolio.CountedIssues.ScopeSums;
import dev.braid.core.portfolio.DeliveredSprints.Result;
import dev.braid.core.sprint.MetaBoard;
import dev.braid.core.sprint.SprintState;
import dev.braid.core.sprint.Sprints;
import dev.braid.core.sprint.StoredSprint;
import dev.braid.core.sprint.WorkUnit;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Looks at a board in a sprint, as it is at one instant: ten statements, however many projects and issues it has. */
@Service
final class PortfolioModels {

    /** Sprints whose starts tell the cadence of a board. */
    private static final int CADENCE_SPRINTS = 6;

    /**
     * Dates are whole sprints, and mostly the first or the second: 500 futures, of which 85 in a hundred are told to within 1.6 (one standard
     * error), tell them apart in a twentieth of the time that those of {@code project-forecasts} take.
     */
    private static final ForecastSettings QUICK = ForecastSettings.DEFAULTS.withSimulations(500);

    private final CountedIssues issues;
    private final DeliveredSprints delivered;
    private final Sprints sprints;
    private final OneInstant instant;
    private final Clock clock;

    PortfolioModels(
            CountedIssues issues, DeliveredSprints delivered, Sprints sprints, OneInstant instant, Clock clock) {
        this.issues = issues;
        this.delivered = delivered;
        this.sprints = sprints;
        this.instant = instant;
        this.clock = clock;
    }

    PortfolioModel of(MetaBoard board, StoredSprint sprint) {
        SprintClock at = new SprintClock(sprint, board.calendar(), clock.instant());
        return instant.ask(() -> of(board, at));
    }

    /** Futures are simulated while the database looks for changes of scope, its longest work. */
    private PortfolioModel of(MetaBoard board, SprintClock at) {
        Seen seen = seen(board, at);
        List<Outlook> outlooks = seen.counted().projects().parallelStream()
                .map(project -> outlook(project, seen, at))
                .toList();
        List<ProjectState> projects =
                outlooks.stream().map(outlook -> state(outlook, seen, at)).toList();
        return new PortfolioModel(
                board, at.sprint(), at, dates(at, seen.closed()), projects, seen.history(), seen.lastSync());
    }

    /**
     * What the database says of a board and its sprint.
     *
     * @param closed sprints before it, newest first
     * @param finished how many of them did all that was open when as much of them was over
     */
    private record Seen(
            Counted counted,
            BoardHistory history,
            List<StoredSprint> closed,
            PastSprints finished,
            @Nullable Instant lastSync) {}

    private Seen seen(MetaBoard board, SprintClock at) {
        Instant begin = begin(at);
        List<StoredSprint> closed = sprints.closedBefore(board.boardId(), begin, BayesianBootstrap.LONGEST_HISTORY);
        return new Seen(
                counted(board, at),
                BoardHistory.of(delivered.history(board.boardId(), begin)),
                closed,
                finishedFromHere(closed, at),
                issues.lastSync(board.boardId()));
    }

    private PastSprints finishedFromHere(List<StoredSprint> closed, SprintClock at) {
        OptionalDouble elapsed = at.elapsedPercentage();
        if (elapsed.isEmpty() || at.sprint().state() != SprintState.ACTIVE) {
            return PastSprints.UNKNOWN;
        }
        return delivered.finishedFrom(closed.stream()
                .collect(Collectors.toMap(
                        StoredSprint::id,
                        sprint -> new SprintClock(sprint, at.calendar(), at.now()).dateAt(elapsed.getAsDouble()))));
    }

    private static SprintCalendar dates(SprintClock at, List<StoredSprint> closed) {
        double cadence =
                SprintCalendar.cadence(closed.stream().limit(CADENCE_SPRINTS).toList(), at.calendar());
        Instant end = at.sprint().end();
        return at.sprint().state() == SprintState.CLOSED || end == null
                ? SprintCalendar.startingNow(at.calendar(), at.now(), cadence)
                : SprintCalendar.ofRunning(end, at.calendar(), at.now(), cadence);
    }

    /** The projects of a board none of whose sprints is under way: what they delivered, and nothing that they are at. */
    ForecastBasis withoutSprint(MetaBoard board) {
        return instant.ask(() -> {
            Instant now = clock.instant();
            List<StoredSprint> closed = sprints.closedBefore(board.boardId(), now, CADENCE_SPRINTS);
            BoardHistory history = BoardHistory.of(delivered.history(board.boardId(), now));
            List<ParticipatingProject> all = issues.projectsOf(board.boardId());
            List<ProjectState> projects =
                    all.stream().map(project -> idle(project, history)).toList();
            SprintCalendar dates =
                    SprintCalendar.startingNow(board.calendar(), now, SprintCalendar.cadence(closed, board.calendar()));
            return new ForecastBasis(board, Optional.empty(), dates, 1, projects);
        });
    }

    private static ProjectState idle(ParticipatingProject project, BoardHistory histories) {
        WorkUnit unit = histories.unitOf(project);
        return new ProjectState(
                project,
                ProjectCounts.NONE,
                unit,
                ScopeChange.NONE,
                histories.of(project, unit, 0),
                OptionalDouble.empty(),
                new Capacity(OptionalDouble.empty(), 0),
                OptionalDouble.empty(),
                RiskScore.NONE,
                Health.ON_TRACK,
                OptionalDouble.empty(),
                Optional.empty());
    }

    /** What was closed before this sprint; of one that runs or is to come, all that is closed by now. */
    private static Instant begin(SprintClock at) {
        Instant start = at.sprint().start();
        return start == null || at.sprint().state() != SprintState.CLOSED ? at.now() : start;
    }

    /** What the database says of a sprint. */
    private record Counted(
            List<ParticipatingProject> projects,
            Map<Long, ProjectCounts> counts,
            Supplier<Map<Long, ScopeSums>> scope,
            Map<Long, Double> allocations) {

        ProjectCounts countsOf(ParticipatingProject project) {
            return counts.getOrDefault(project.workstreamId(), ProjectCounts.NONE);
        }

        /** Share of the sprint that the project is, counted in its unit; 0 where it has nothing to do. */
        double shareOf(ParticipatingProject project) {
            WorkUnit unit = countsOf(project).unit();
            double all = projects.stream()
                    .mapToDouble(other -> countsOf(other).totalIn(unit))
                    .sum();
            return all > 0 ? countsOf(project).total() / all : 0;
        }

        ScopeChange scopeOf(ParticipatingProject project) {
            ScopeSums sums = scope.get().getOrDefault(project.workstreamId(), ScopeSums.NONE);
            ProjectCounts now = countsOf(project);
            boolean points = now.unit() == WorkUnit.STORY_POINTS;
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

    /** Of a sprint that is over, what it came to: its issues have moved on, and may have been done elsewhere. */
    private Counted counted(MetaBoard board, SprintClock at) {
        StoredSprint sprint = at.sprint();
        if (sprint.state() == SprintState.CLOSED) {
            Map<Long, Result> results = delivered.results(sprint.id());
            Map<Long, ScopeSums> scope = mapped(results, Result::scope);
            return counted(sprint, mapped(results, Result::counts), () -> scope);
        }
        Supplier<Map<Long, ScopeSums>> scope =
                instant.beside(() -> issues.scopeChanges(sprint.id(), planned(at), at.now()));
        return counted(sprint, issues.counts(sprint.id(), board.blockedStatuses()), scope);
    }

    private Counted counted(
            StoredSprint sprint, Map<Long, ProjectCounts> counts, Supplier<Map<Long, ScopeSums>> scope) {
        return new Counted(issues.projects(sprint.id()), counts, scope, issues.allocations(sprint.id()));
    }

    private static <T> Map<Long, T> mapped(Map<Long, Result> results, Function<Result, T> part) {
        return results.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, result -> part.apply(result.getValue())));
    }

    /** Until when what comes is planned; of a sprint that has not begun, until now. */
    private static Instant planned(SprintClock at) {
        Instant start = at.sprint().start();
        return start == null || !at.started() ? at.now() : start.plus(StoredSprint.PLANNING);
    }

    /** What a project has to do and what it delivered, and when it may be done; empty where that is unknown, or over. */
    private record Outlook(
            ParticipatingProject project,
            ProjectCounts counts,
            WorkUnit unit,
            DeliveryHistory history,
            Optional<Simulation> expected) {}

    private static Outlook outlook(ParticipatingProject project, Seen seen, SprintClock at) {
        ProjectCounts counts = seen.counted().countsOf(project);
        WorkUnit unit = counts.isEmpty() ? seen.history().unitOf(project) : counts.unit();
        DeliveryHistory history =
                seen.history().of(project, unit, seen.counted().shareOf(project));
        return new Outlook(project, counts, unit, history, expected(project, history, counts, at));
    }

    private static ProjectState state(Outlook outlook, Seen seen, SprintClock at) {
        Counted counted = seen.counted();
        ParticipatingProject project = outlook.project();
        ProjectCounts counts = outlook.counts();
        DeliveryHistory history = outlook.history();
        OptionalDouble chance = chance(history, counts, seen.finished(), at);
        ScopeChange scope = counted.scopeOf(project);
        Capacity capacity = counted.capacityOf(project);
        RiskScore risk = RiskScore.of(new RiskInputs(
                counts, at.started(), at.elapsedPercentage(), chance, scope, new Velocity(history.own()), capacity));
        return new ProjectState(
                project,
                counts,
                outlook.unit(),
                scope,
                history,
                chance,
                capacity,
                counted.teamAllocationOf(project),
                risk,
                Health.of(counts, at.started(), at.elapsedPercentage(), chance, risk),
                currentVelocity(counts, at),
                outlook.expected());
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
