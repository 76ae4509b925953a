package dev.braid.core.run;

import dev.braid.core.access.CurrentCaller;
import dev.braid.core.marketdata.BarReader;
import dev.braid.core.marketdata.BarSeries;
import dev.braid.core.marketdata.SessionCalendar;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Executes a stored run from its first bar to its last; what it makes is there to be watched while it does. Safe to be called again for
 * the same run, also at the same time: a run that has ended is left alone, and only the last execution goes on. An exception means that
 * trying again may help.
 */
@Component
class BacktestExecutor {
    /**
     * Bars between two looks at whether the run is still wanted, each of which shows what was made since the last: some ten milliseconds
     * of work, ten sessions of market.
     */
    static final int BARS_PER_CHECK = 4096;

    private static final Logger LOG = LoggerFactory.getLogger(BacktestExecutor.class);

    private final RunStore runs;
    private final BarReader bars;

    BacktestExecutor(RunStore runs, BarReader bars) {
        this.runs = runs;
        this.bars = bars;
    }

    /** Runs it on its owner's behalf; {@code stopping} is asked now and then whether this process is about to end. */
    void execute(String runId, BooleanSupplier stopping) {
        CurrentCaller.runAs(runs.actingFor(runId), () -> claimAndPlay(runId, stopping));
    }

    private void claimAndPlay(String runId, BooleanSupplier stopping) {
        Optional<StoredRun> claimed = runs.claim(runId);
        if (claimed.isEmpty()) {
            LOG.info("run {} has ended already", runId);
            return;
        }
        try {
            play(claimed.get(), stopping);
        } catch (BacktestFailed hopeless) {
            LOG.info("run {} failed: {}", runId, hopeless.getMessage());
            runs.fail(claimed.get(), String.valueOf(hopeless.getMessage()));
        }
    }

    private void play(StoredRun run, BooleanSupplier stopping) {
        BarSeries minutes =
                bars.minutes(run.symbol(), start(run.from()), start(run.to().plusDays(1)), true);
        if (minutes.size() == 0) {
            throw new BacktestFailed("minute bars of %s from %s to %s: 0 (expected: at least one)"
                    .formatted(run.symbol(), run.from(), run.to()));
        }
        BacktestEngine backtest = new BacktestEngine(run.strategy(), run.costs());
        for (int i = 0; i < minutes.size(); i++) {
            if (i % BARS_PER_CHECK == 0 && !isWanted(run, backtest, i / (double) minutes.size(), stopping)) {
                return;
            }
            backtest.bar(minutes.epochSecond()[i] * 1000, minutes.open()[i], minutes.close()[i]);
        }
        runs.complete(run, backtest.takeNew(), MetricFormulas.of(backtest.artefacts()));
    }

    private boolean isWanted(StoredRun run, BacktestEngine backtest, double progress, BooleanSupplier stopping) {
        if (stopping.getAsBoolean()) {
            throw new IllegalStateException("run " + run.runId() + ": interrupted by the end of this process");
        }
        return runs.advance(run, progress, backtest.takeNew());
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(SessionCalendar.ZONE).toInstant();
    }
}
