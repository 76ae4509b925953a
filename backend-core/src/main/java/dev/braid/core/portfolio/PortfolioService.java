package dev.braid.core.portfolio;

import dev.braid.contracts.ForecastCalibration;
import dev.braid.contracts.HealthSummary;
import dev.braid.contracts.ProjectForecasts;
import dev.braid.contracts.ProjectPortfolio;
import dev.braid.contracts.ProjectRankings;
import dev.braid.contracts.ResourceAllocation;
import dev.braid.core.forecast.BayesianBootstrap;
import dev.braid.core.forecast.ForecastSeed;
import dev.braid.core.portfolio.PortfolioCache.Answer;
import dev.braid.core.portfolio.PortfolioCache.Kept;
import dev.braid.core.portfolio.PortfolioCache.Key;
import dev.braid.core.portfolio.PortfolioCache.Timed;
import dev.braid.core.portfolio.ProjectForecaster.Forecast;
import dev.braid.core.portfolio.ProjectForecaster.Work;
import dev.braid.core.sprint.MetaBoard;
import dev.braid.core.sprint.SprintState;
import dev.braid.core.sprint.StoredSprint;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers about a board's projects. All of them are made of one {@link PortfolioModel}, which is looked at once however many answers are
 * asked for at the same time, and none is older than it may be.
 */
@Service
final class PortfolioService {

    private static final Duration OF_RUNNING = Duration.ofMinutes(5);
    private static final Duration OF_CLOSED = Duration.ofHours(1);

    /** So that what was computed together does not expire together. */
    private static final double JITTER = 0.1;

    private final BoardSprints boards;
    private final PortfolioModels models;
    private final PortfolioCache cache;
    private final OpenWork openWork;
    private final AssignedWork assigned;
    private final ForecastLog forecastLog;
    private final JsonMapper json;
    private final Clock clock;

    PortfolioService(
            BoardSprints boards,
            PortfolioModels models,
            PortfolioCache cache,
            OpenWork openWork,
            AssignedWork assigned,
            ForecastLog forecastLog,
            JsonMapper json,
            Clock clock) {
        this.boards = boards;
        this.models = models;
        this.cache = cache;
        this.openWork = openWork;
        this.assigned = assigned;
        this.forecastLog = forecastLog;
        this.json = json;
        this.clock = clock;
    }

    /** A board, and the filter that all questions have. */
    record Question(long boardId, PortfolioFilter filter) {

        OptionalLong sprintId() {
            Long id = filter.sprintId();
            return id == null ? OptionalLong.empty() : OptionalLong.of(id);
        }

        boolean bypass() {
            return !filter.includeCached();
        }

        /** As it was asked, whichever sprint that turns out to be. */
        String asked(String section, Map<String, ?> more) {
            return boardId + ":" + section + ":" + filter.hash(sprintId().orElse(0), more);
        }
    }

    Answer<ProjectPortfolio> portfolio(long boardId, PortfolioQuery query) {
        Question question = new Question(boardId, query.filter());
        return ofSprint(
                question,
                "portfolio",
                query.ofItsOwn(),
                model -> PortfolioReplies.portfolio(model.value(), query, model.until()));
    }

    Answer<ResourceAllocation> allocation(long boardId, PortfolioFilter filter, boolean disciplines) {
        Question question = new Question(boardId, filter);
        Map<String, ?> more = Map.of("include_discipline_breakdown", disciplines);
        return ofSprint(
                question,
                "allocation",
                more,
                model -> PortfolioReplies.allocation(
                        model.value().letBy(filter),
                        assigned.of(model.value().sprint().id()),
                        disciplines));
    }

    Answer<ProjectRankings> rankings(long boardId, PortfolioFilter filter, Criterion criterion, int limit) {
        Question question = new Question(boardId, filter);
        Map<String, ?> more = Map.of("ranking_criteria", criterion.key(), "limit", limit);
        return ofSprint(
                question,
                "rankings",
                more,
                model -> PortfolioReplies.rankings(model.value().letBy(filter), criterion, limit));
    }

    Answer<HealthSummary> health(long boardId, PortfolioFilter filter, boolean trends) {
        Question question = new Question(boardId, filter);
        return ofSprint(
                question,
                "health",
                Map.of("include_trends", trends),
                model -> PortfolioReplies.health(model.value(), filter, trends));
    }

    Answer<ProjectForecasts> forecasts(long boardId, PortfolioFilter filter, ForecastQuestion asked) {
        Question question = new Question(boardId, filter);
        Map<String, ?> more = asked.canonical();
        return cache.orLastKnown(question.asked("forecasts", more), () -> {
            BoardSprint at = at(question);
            if (asked.isWhatIf() && at.sprint().isEmpty()) {
                Key key = new Key(boardId, "forecasts", filter.hash(0, more));
                return cache.get(key, question.bypass(), () -> whatIf(at, filter, asked), this::json);
            }
            return ofModel(
                    question, at, "forecasts", more, model -> forecasts(basis(model.value(), asked), filter, asked));
        });
    }

    /** A what-if is of the board's projects also where none of them has come to the sprint yet. */
    private ForecastBasis basis(PortfolioModel model, ForecastQuestion asked) {
        return asked.isWhatIf() && model.projects().isEmpty()
                ? models.withoutSprint(model.board())
                : ForecastBasis.of(model);
    }

    private Timed<ProjectForecasts> whatIf(BoardSprint at, PortfolioFilter filter, ForecastQuestion asked) {
        return new Timed<>(forecasts(models.withoutSprint(at.board()), filter, asked), soon(OF_RUNNING));
    }

    /** The model as it is now, for whoever keeps it: not from the cache. */
    PortfolioModel modelNow(BoardSprint at) {
        return models.of(at.board(), at.requireSprint());
    }

    private BoardSprint at(Question question) {
        Key key = new Key(question.boardId(), "sprint", question.sprintId().toString());
        return cache.part(
                        key,
                        question.bypass(),
                        () -> new Timed<>(boards.find(question.boardId(), question.sprintId()), soon(OF_RUNNING)))
                .value();
    }

    private <T> Answer<T> ofSprint(
            Question question, String section, Map<String, ?> more, Function<Kept<PortfolioModel>, T> compute) {
        return cache.orLastKnown(
                question.asked(section, more), () -> ofModel(question, at(question), section, more, compute));
    }

    /** An answer is shown no longer than the model that it is made of. */
    private <T> Answer<T> ofModel(
            Question question,
            BoardSprint at,
            String section,
            Map<String, ?> more,
            Function<Kept<PortfolioModel>, T> compute) {
        StoredSprint sprint = at.requireSprint();
        Key key = new Key(question.boardId(), section, question.filter().hash(sprint.id(), more));
        return cache.get(
                key,
                question.bypass(),
                () -> {
                    Kept<PortfolioModel> model = model(question, at.board(), sprint);
                    return new Timed<>(compute.apply(model), model.until());
                },
                this::json);
    }

    private Kept<PortfolioModel> model(Question question, MetaBoard board, StoredSprint sprint) {
        Key key = new Key(question.boardId(), "model", Long.toString(sprint.id()));
        return cache.part(key, question.bypass(), () -> {
            Duration life = sprint.state() == SprintState.CLOSED ? OF_CLOSED : OF_RUNNING;
            return new Timed<>(models.of(board, sprint), soon(life));
        });
    }

    private Instant soon(Duration life) {
        double factor = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        return clock.instant().plusMillis(Math.round(life.toMillis() * factor));
    }

    private <T> String json(T value) {
        return json.writeValueAsString(value);
    }

    private ProjectForecasts forecasts(ForecastBasis basis, PortfolioFilter filter, ForecastQuestion asked) {
        ProjectForecaster forecaster = forecaster(basis, asked);
        List<Forecast> all = forecaster.forecasts(work(basis, filter, asked));
        List<Forecast> confident = all.stream()
                .filter(forecast -> forecast.shown().confidenceLevel() >= 100 * asked.confidenceThreshold())
                .toList();
        return new ProjectForecasts(
                basis.board().boardId(),
                basis.sprint().map(StoredSprint::id).orElse(null),
                basis.dates().today(),
                asked.isWhatIf() ? "what_if" : asked.scope().key(),
                basis.dates().cadenceDays(),
                confident.stream().map(Forecast::shown).toList(),
                forecaster.together(confident));
    }

    ProjectForecaster forecaster(ForecastBasis basis, ForecastQuestion asked) {
        ForecastCalibration calibration =
                forecastLog.calibration(basis.board().boardId(), basis.dates().today());
        return new ProjectForecaster(basis.dates(), basis.fractionLeft(), asked, calibration);
    }

    /** What each project has left; the seed of one that is asked for is that of the first project of all, by key. */
    List<Work> work(ForecastBasis basis, PortfolioFilter filter, ForecastQuestion asked) {
        Map<Long, OpenWork.Open> open = asked.isWhatIf() || asked.scope() == ForecastQuestion.Scope.SPRINT
                ? Map.of()
                : openWork.of(basis.projects().stream()
                        .map(state -> state.project().workstreamId())
                        .toList());
        List<ProjectState> all = basis.projects();
        return IntStream.range(0, all.size())
                .filter(index -> filter.lets(all.get(index)))
                .mapToObj(index -> work(basis, all.get(index), open, asked, seed(basis, all.get(index), asked, index)))
                .toList();
    }

    private static Work work(
            ForecastBasis basis, ProjectState state, Map<Long, OpenWork.Open> open, ForecastQuestion asked, long seed) {
        if (asked.isWhatIf()) {
            return new Work(state, asked.remaining().getAsDouble(), 0, 0, seed);
        }
        if (asked.scope() == ForecastQuestion.Scope.SPRINT) {
            ProjectCounts counts = state.counts();
            return new Work(state, counts.remaining(), counts.totalIssues(), counts.unestimatedIssues(), seed);
        }
        OpenWork.Open left = open.getOrDefault(state.project().workstreamId(), OpenWork.Open.NONE);
        return new Work(state, left.in(state.unit()), left.issues(), left.issues() - left.estimated(), seed);
    }

    private static long seed(ForecastBasis basis, ProjectState state, ForecastQuestion asked, int index) {
        if (asked.seed().isPresent()) {
            // The golden ratio in 64 bits: seeds far from each other, as SplitMix64 has them.
            return asked.seed().getAsLong() + index * 0x9E3779B97F4A7C15L;
        }
        return ForecastSeed.of(
                Long.toString(basis.board().boardId()),
                state.project().key(),
                basis.sprint().map(sprint -> Long.toString(sprint.id())).orElse("none"),
                basis.dates().today(),
                BayesianBootstrap.VERSION);
    }
}
