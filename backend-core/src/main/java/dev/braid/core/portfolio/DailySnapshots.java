package dev.braid.core.portfolio;

import dev.braid.contracts.ForecastPercentile;
import dev.braid.core.changes.Changes;
import dev.braid.core.portfolio.ProjectForecaster.Forecast;
import dev.braid.core.portfolio.ProjectForecaster.Work;
import dev.braid.core.sprint.MetaBoard;
import dev.braid.core.sprint.MetaBoards;
import dev.braid.core.sprint.SprintState;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps each day of each running sprint: what trends, and chances of sprints to come, are told from. Of each board once a day, soon after
 * midnight where its people live; a day that was missed is not made up. With the first of a sprint it keeps what was forecast then, and
 * each time it looks what became of earlier forecasts.
 */
@Service
final class DailySnapshots {

    /** Late enough for what happened just before midnight to have come from the tracker. */
    private static final LocalTime FROM = LocalTime.of(0, 10);

    /** A forecast counts whole sprints: one that is well under way is none. */
    private static final double JUST_BEGUN = 20;

    private static final Logger LOG = LoggerFactory.getLogger(DailySnapshots.class);

    private final MetaBoards boards;
    private final BoardSprints boardSprints;
    private final PortfolioService portfolios;
    private final SnapshotRows rows;
    private final ForecastLog forecastLog;
    private final Changes changes;
    private final TransactionTemplate transaction;
    private final Clock clock;

    DailySnapshots(
            MetaBoards boards,
            BoardSprints boardSprints,
            PortfolioService portfolios,
            SnapshotRows rows,
            ForecastLog forecastLog,
            Changes changes,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.boards = boards;
        this.boardSprints = boardSprints;
        this.portfolios = portfolios;
        this.rows = rows;
        this.forecastLog = forecastLog;
        this.changes = changes;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /** Of every board whose day has begun and of which there is none; how many boards that were. One that fails keeps no other from it. */
    int takeDue() {
        int taken = 0;
        for (MetaBoard board : boards.allActive()) {
            taken += tookOrLogged(board) ? 1 : 0;
        }
        return taken;
    }

    private boolean due(MetaBoard board) {
        ZonedDateTime there = clock.instant().atZone(board.calendar().zone());
        return !there.toLocalTime().isBefore(FROM) && !rows.judged(board.boardId(), there.toLocalDate());
    }

    private boolean tookOrLogged(MetaBoard board) {
        try {
            return due(board) && take(board);
        } catch (RuntimeException failed) {
            LOG.error("board {}: no snapshot of today", board.boardId(), failed);
            return false;
        }
    }

    /** Of this board now, whether or not there is one of today; false without a running sprint, or without a project in it. */
    boolean take(MetaBoard board) {
        BoardSprint at = boardSprints.find(board.boardId(), OptionalLong.empty());
        if (at.sprint().isEmpty()) {
            return false;
        }
        PortfolioModel model = portfolios.modelNow(at);
        if (model.projects().isEmpty()) {
            return false;
        }
        List<ForecastLog.Entry> forecasts = isBeginning(model) ? forecasts(model) : List.of();
        Instant now = clock.instant();
        transaction.executeWithoutResult(status -> {
            rows.write(model, now);
            forecasts.forEach(forecastLog::write);
            forecastLog.resolve(board.boardId());
            changes.publish(PortfolioChange.of(board.boardId()));
        });
        return true;
    }

    private static boolean isBeginning(PortfolioModel model) {
        return model.sprint().state() == SprintState.ACTIVE
                && model.clock().elapsedPercentage().orElse(100) <= JUST_BEGUN;
    }

    private List<ForecastLog.Entry> forecasts(PortfolioModel model) {
        ForecastBasis basis = ForecastBasis.of(model);
        LocalDate today = basis.dates().today();
        List<Work> work = portfolios.work(basis, PortfolioFilter.EVERYTHING, ForecastQuestion.USUAL);
        List<Forecast> forecasts =
                portfolios.forecaster(basis, ForecastQuestion.USUAL).forecasts(work);
        List<ForecastLog.Entry> entries = new ArrayList<>();
        for (int index = 0; index < work.size(); index++) {
            if (forecasts.get(index).status() == ForecastStatus.OK) {
                entries.add(entry(model, today, work.get(index), forecasts.get(index)));
            }
        }
        return entries;
    }

    private static ForecastLog.Entry entry(PortfolioModel model, LocalDate today, Work work, Forecast forecast) {
        ForecastPercentile p50 = forecast.shown().p50();
        return new ForecastLog.Entry(
                model.board().boardId(),
                work.state().project().workstreamId(),
                today,
                work.state().unit(),
                work.remaining(),
                p50.sprints(),
                forecast.shown().p85().sprints(),
                forecast.shown().p95().sprints());
    }
}
