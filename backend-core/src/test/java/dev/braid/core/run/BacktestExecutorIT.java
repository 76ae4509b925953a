package dev.braid.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.contracts.RunStatus;
import dev.braid.core.CoreTestServer;
import dev.braid.core.access.Caller;
import dev.braid.core.access.CurrentCaller;
import dev.braid.core.marketdata.BarStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** An execution that is disturbed half way; the runs are stored but not queued, so that only the test executes them. */
class BacktestExecutorIT extends CoreTestServer {

    @Autowired
    private BarStore bars;

    @Autowired
    private RunStore runs;

    @Autowired
    private BacktestExecutor executor;

    private CurrentCaller.Scope acting;

    @BeforeEach
    void actAsTheService() {
        acting = CurrentCaller.become(Caller.SYSTEM);
    }

    @AfterEach
    void actAsNobodyAgain() {
        acting.close();
    }

    @BeforeEach
    void aMarketOfMoreThanTwoChecks() {
        RandomMarket.store(bars, "RUNX", 2 * BacktestExecutor.BARS_PER_CHECK / RandomMarket.MINUTES + 1);
    }

    @Test
    void stopsAtTheNextCheckAfterTheRunWasCancelled() {
        String runId = queued();
        AtomicInteger checks = new AtomicInteger();

        executor.execute(runId, () -> {
            if (checks.incrementAndGet() == 2) {
                runs.cancel(runId);
            }
            return false;
        });

        assertThat(checks).hasValue(2);
        assertThat(run(runId).status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(points(runId)).isZero();
    }

    @Test
    void leavesNothingOfARunCancelledAfterItsLastCheck() {
        String runId = queued();
        StoredRun claimed = runs.claim(runId).orElseThrow();
        EquityCurve equity = new EquityCurve();
        equity.add(0, 1);
        Artefacts artefacts = new Artefacts(equity, List.of(), List.of());
        runs.cancel(runId);

        runs.complete(claimed, artefacts.all(), MetricFormulas.of(artefacts));

        assertThat(run(runId).status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(points(runId)).isZero();
    }

    @Test
    void startsAnewAfterTheProcessWasStopped() {
        String runId = queued();
        AtomicInteger checks = new AtomicInteger();

        assertThatThrownBy(() -> executor.execute(runId, () -> checks.incrementAndGet() == 3))
                .hasMessageContaining("interrupted by the end of this process");

        assertThat(run(runId).status()).isEqualTo(RunStatus.RUNNING);
        assertThat(run(runId).progress()).isBetween(0.4, 0.6);
        executor.execute(runId, () -> false);
        assertThat(run(runId).status()).isEqualTo(RunStatus.DONE);
    }

    @Test
    void showsWhatIsMadeWhileItIsExecutedAndKeepsNothingOfWhatIsStopped() {
        String runId = queued();
        List<Long> seen = new ArrayList<>();

        assertThatThrownBy(() -> executor.execute(runId, () -> {
                    seen.add(points(runId));
                    return seen.size() == 3;
                }))
                .isInstanceOf(IllegalStateException.class);
        runs.cancel(runId);

        assertThat(seen).containsExactly(0L, 0L, (long) BacktestExecutor.BARS_PER_CHECK);
        assertThat(points(runId)).isZero();
    }

    @Test
    void anExecutionThatWasThoughtDeadChangesNothingAnyMore() {
        String runId = queued();
        StoredRun first = runs.claim(runId).orElseThrow();
        StoredRun second = runs.claim(runId).orElseThrow();
        EquityCurve equity = new EquityCurve();
        equity.add(0, 1);
        Artefacts made = new Artefacts(equity, List.of(), List.of());

        assertThat(runs.advance(first, 0.5, made.all())).isFalse();
        runs.complete(first, made.all(), MetricFormulas.of(made));
        runs.fail(first, "no luck");

        assertThat(points(runId)).isZero();
        assertThat(run(runId).status()).isEqualTo(RunStatus.RUNNING);
        assertThat(runs.advance(second, 0.5, made.all())).isTrue();
        assertThat(points(runId)).isOne();
    }

    @Test
    void beginsAnewWithoutWhatAnEarlierExecutionMade() {
        String runId = queued();
        AtomicInteger checks = new AtomicInteger();
        assertThatThrownBy(() -> executor.execute(runId, () -> checks.incrementAndGet() == 3))
                .isInstanceOf(IllegalStateException.class);

        executor.execute(runId, () -> false);

        assertThat(points(runId))
                .isEqualTo((2L * BacktestExecutor.BARS_PER_CHECK / RandomMarket.MINUTES + 1) * RandomMarket.MINUTES);
    }

    @Test
    void leavesARunThatHasEndedAlone() {
        String runId = queued();
        executor.execute(runId, () -> false);
        StoredRun before = run(runId);

        executor.execute(runId, () -> {
            throw new AssertionError("executed again");
        });

        assertThat(run(runId)).isEqualTo(before);
    }

    private String queued() {
        String runId = UUID.randomUUID().toString().replace("-", "");
        anAccountOf(runId);
        RunRequest request = RunRequest.read(JSON.readTree("""
                {"symbol":"RUNX","year":2024,"strategy_id":"sma_crossover","params":{"fast":20,"slow":50}}
                """), new HashMap<>());
        assertThat(runs.insertQueued(runId, Origin.ENGINE, runId, Objects.requireNonNull(request)))
                .isTrue();
        return runId;
    }

    private StoredRun run(String runId) {
        return runs.find(runId).orElseThrow();
    }

    private long points(String runId) {
        return owner().sql("SELECT count(*) FROM run_equity WHERE run_id = ?")
                .param(runId)
                .query(Long.class)
                .single();
    }
}
