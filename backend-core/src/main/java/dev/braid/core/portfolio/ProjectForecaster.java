package dev.braid.core.portfolio;

import dev.braid.contracts.ForecastCalibration;
import dev.braid.contracts.ForecastModel;
import dev.braid.contracts.ForecastPercentile;
import dev.braid.contracts.ForecastScenarios;
import dev.braid.contracts.ForecastShare;
import dev.braid.contracts.PortfolioForecast;
import dev.braid.contracts.ProjectForecast;
import dev.braid.core.forecast.BayesianBootstrap;
import dev.braid.core.forecast.ForecastSeed;
import dev.braid.core.forecast.ForecastSettings;
import dev.braid.core.forecast.Simulation;
import dev.braid.core.portfolio.DeliveryHistory.Quality;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Forecasts of projects, and of all of them together, on the calendar of their board. Nothing is invented: without history, and where
 * nothing was ever delivered, there are no dates.
 *
 * @param fractionLeft of the first sprint
 */
record ProjectForecaster(
        SprintCalendar dates, double fractionLeft, ForecastQuestion question, ForecastCalibration calibration) {

    static final double P50 = 0.50;
    /** By when something is done in all but the unlucky cases. */
    static final double P85 = 0.85;

    static final double P95 = 0.95;

    private static final ForecastPercentile NOBODY_KNOWS = new ForecastPercentile(null, null, false);

    private static final double GROWING = 10;
    private static final double MANY = 0.2;

    /**
     * What is to be forecast.
     *
     * @param state of a project; in a what-if without a sprint there is nothing in it but its history
     * @param issues that it was counted from, of which so many nobody has estimated
     */
    record Work(ProjectState state, double remaining, int issues, int unestimated, long seed) {}

    /** A project's forecast beside the futures that it is made of; empty where there are none. */
    record Forecast(ForecastStatus status, ProjectForecast shown, Optional<Simulation> futures) {}

    List<Forecast> forecasts(List<Work> work) {
        return work.parallelStream().map(this::forecast).toList();
    }

    /** When the last of them is done: each future of all projects is made of one of each. */
    PortfolioForecast together(List<Forecast> forecasts) {
        List<Simulation> futures = forecasts.stream()
                .flatMap(forecast -> forecast.futures().stream())
                .toList();
        int undecided = forecasts.size() - futures.size();
        if (forecasts.isEmpty() || undecided > 0) {
            ForecastStatus status = forecasts.isEmpty() ? ForecastStatus.NO_DATA : worst(forecasts);
            return new PortfolioForecast(
                    status.key(), forecasts.size(), undecided, NOBODY_KNOWS, NOBODY_KNOWS, NOBODY_KNOWS);
        }
        Simulation latest = Simulation.latest(futures);
        boolean done = forecasts.stream().allMatch(forecast -> forecast.status() == ForecastStatus.DONE);
        return new PortfolioForecast(
                (done ? ForecastStatus.DONE : ForecastStatus.OK).key(),
                forecasts.size(),
                0,
                percentile(latest, P50),
                percentile(latest, P85),
                percentile(latest, P95));
    }

    private static ForecastStatus worst(List<Forecast> forecasts) {
        return forecasts.stream().anyMatch(forecast -> forecast.status() == ForecastStatus.NEVER)
                ? ForecastStatus.NEVER
                : ForecastStatus.INSUFFICIENT_DATA;
    }

    private Forecast forecast(Work work) {
        Optional<Simulation> futures = futures(work);
        ForecastStatus status = status(work, futures);
        Optional<Simulation> told =
                status == ForecastStatus.OK || status == ForecastStatus.DONE ? futures : Optional.empty();
        return new Forecast(status, shown(work, status, told), told);
    }

    private Optional<Simulation> futures(Work work) {
        DeliveryHistory history = work.state().history();
        if (work.remaining() > 0 && history.quality() == Quality.NONE) {
            return Optional.empty();
        }
        ForecastSettings settings = ForecastSettings.DEFAULTS.withSimulations(question.simulations());
        return Optional.of(
                BayesianBootstrap.simulate(history.samples(), work.remaining(), fractionLeft, settings, work.seed()));
    }

    private static ForecastStatus status(Work work, Optional<Simulation> futures) {
        if (work.remaining() <= 0) {
            return ForecastStatus.DONE;
        }
        if (futures.isEmpty()) {
            return ForecastStatus.INSUFFICIENT_DATA;
        }
        return futures.get().never() ? ForecastStatus.NEVER : ForecastStatus.OK;
    }

    private ProjectForecast shown(Work work, ForecastStatus status, Optional<Simulation> futures) {
        ForecastPercentile p50 = percentile(futures, P50);
        ForecastPercentile p85 = percentile(futures, P85);
        ForecastPercentile p95 = percentile(futures, P95);
        ProjectState state = work.state();
        DeliveryHistory history = state.history();
        return new ProjectForecast(
                state.project().key(),
                state.project().name(),
                state.unit().key(),
                status.key(),
                history.quality() == Quality.NONE ? null : history.quality().key(),
                Rounding.nullable(state.currentVelocity()),
                history.samples().length,
                work.remaining(),
                p50,
                p85,
                p95,
                p85.date(),
                probabilityByDate(status, futures),
                futures.map(ProjectForecaster::histogram).orElse(List.of()),
                new ForecastScenarios(p50.date(), p85.date(), p95.date()),
                Rounding.oneDecimal(history.confidence()),
                riskFactors(work),
                calibration,
                new ForecastModel(
                        BayesianBootstrap.NAME,
                        BayesianBootstrap.VERSION,
                        question.simulations(),
                        ForecastSettings.DEFAULTS.halfLife(),
                        ForecastSettings.DEFAULTS.sigma(),
                        ForecastSeed.hex(work.seed())));
    }

    private ForecastPercentile percentile(Optional<Simulation> futures, double share) {
        return futures.map(known -> percentile(known, share)).orElse(NOBODY_KNOWS);
    }

    private ForecastPercentile percentile(Simulation futures, double share) {
        OptionalInt sprints = futures.sprints(share);
        return sprints.isEmpty()
                ? new ForecastPercentile(null, null, true)
                : new ForecastPercentile(sprints.getAsInt(), dates.endOf(sprints.getAsInt()), false);
    }

    /** Whatever never gets done does not by any day; of what nobody knows anything, nobody knows that either. */
    private @Nullable Double probabilityByDate(ForecastStatus status, Optional<Simulation> futures) {
        if (question.targetDate().isEmpty() || status == ForecastStatus.INSUFFICIENT_DATA) {
            return null;
        }
        return futures.map(known -> known.probabilityWithin(
                        dates.sprintsBy(question.targetDate().get(), known.horizon())))
                .orElse(0.0);
    }

    private static List<ForecastShare> histogram(Simulation futures) {
        return futures.histogram().stream()
                .map(bucket -> new ForecastShare(bucket.sprints(), bucket.probability()))
                .toList();
    }

    private static List<String> riskFactors(Work work) {
        ProjectState state = work.state();
        List<String> factors = new ArrayList<>();
        if (state.pastVelocity().trend().filter(Trend.DECLINING::equals).isPresent()) {
            factors.add("velocity_declining");
        }
        if (state.counts().blocked() > 0) {
            factors.add("blocked_work");
        }
        if (state.scope().percentage().orElse(0) > GROWING) {
            factors.add("scope_growing");
        }
        if (work.unestimated() > MANY * work.issues()) {
            factors.add("unestimated_issues");
        }
        switch (state.history().quality()) {
            case LOW -> factors.add("short_history");
            case BORROWED -> factors.add("borrowed_history");
            case NONE -> factors.add("no_history");
            case OK -> {}
        }
        return factors;
    }
}
