package dev.braid.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.braid.contracts.RunMetrics;
import dev.braid.contracts.Side;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MetricFormulasTest {
    /** A Monday within regular hours. */
    private static final long START = Instant.parse("2024-10-07T14:00:00Z").toEpochMilli();

    @Test
    void followsTheFormulasByHand() {
        RunMetrics metrics = metrics(List.of(), 100, 110, 99, 108.9);

        assertThat(metrics.totalReturn()).isCloseTo(0.089, within(1e-12));
        assertThat(metrics.maxDrawdown()).isCloseTo(0.1, within(1e-12));
        // Returns 0.1, −0.1, 0.1: mean 1/30, sample deviation √(0.04/3), downside √(0.01/3).
        assertThat(metrics.sharpe()).isCloseTo(1 / 30.0 / Math.sqrt(0.04 / 3) * Math.sqrt(252 * 390), within(1e-9));
        assertThat(metrics.sortino()).isCloseTo(1 / 30.0 / Math.sqrt(0.01 / 3) * Math.sqrt(252 * 390), within(1e-9));
    }

    @Test
    void annualisesOverCalendarTime() {
        EquityCurve equity = new EquityCurve(0);
        equity.add(START, 100);
        equity.add(START + (long) (365.2425 * 2 * 86_400_000), 121);

        assertThat(MetricFormulas.of(new Artefacts(equity, List.of(), List.of()))
                        .cagr())
                .isCloseTo(0.1, within(1e-9));
    }

    @Test
    void leavesOutWhatIsNotDefined() {
        RunMetrics flat = metrics(List.of(), 100, 100, 100);

        assertThat(flat.sharpe()).isNull();
        assertThat(flat.sortino()).isNull();
        assertThat(flat.hitRate()).isNull();
        assertThat(flat.avgWin()).isNull();
        assertThat(flat.avgLoss()).isNull();
        assertThat(flat.totalReturn()).isZero();
        assertThat(flat.turnover()).isZero();
        assertThat(flat.slippageShare()).isZero();
        assertThat(metrics(List.of(), 100).cagr()).isNull();
        assertThat(metrics(List.of(), 100, -5).cagr()).isNull();
        assertThat(metrics(List.of(), 100, -5, 20).sharpe()).isNull();
    }

    @Test
    void takesReturnsOfRegularMinutesOnly() {
        EquityCurve equity = new EquityCurve(4);
        equity.add(Instant.parse("2024-10-07T03:00:00Z").toEpochMilli(), 50);
        equity.add(START, 100);
        equity.add(START + 60_000, 101);
        equity.add(START + 120_000, 99);

        RunMetrics metrics = MetricFormulas.of(new Artefacts(equity, List.of(), List.of()));

        assertThat(metrics.totalReturn()).isCloseTo(0.98, within(1e-12));
        assertThat(metrics.sharpe()).isEqualTo(metrics(List.of(), 100, 101, 99).sharpe());
    }

    @Test
    void countsRoundTripsNetOfCostsAndSplitsAFlip() {
        List<Trade> fills = List.of(
                fill(0, Side.BUY, 1, 100.5, 0.5, 1),
                // Closes the long at 109.5 (net 9 − 1 − 1 = 7), opens a short at 109.5.
                fill(1, Side.SELL, 2, 109.5, 1.0, 2),
                // Closes the short at 112 (net −2.5 − 1 − 1 = −4.5).
                fill(2, Side.BUY, 1, 112, 0.5, 1));

        RunMetrics metrics = metrics(fills, 100, 100, 100);

        assertThat(metrics.hitRate()).isEqualTo(0.5);
        assertThat(metrics.avgWin()).isCloseTo(7, within(1e-9));
        assertThat(metrics.avgLoss()).isCloseTo(4.5, within(1e-9));
        assertThat(metrics.feesPaid()).isEqualTo(4);
        assertThat(metrics.turnover()).isCloseTo((100.5 + 219 + 112) / 100, within(1e-9));
        // Gross profits 9 + 1 and −2.5 + 1.
        assertThat(metrics.slippageShare()).isCloseTo(2 / 11.5, within(1e-9));
    }

    @Test
    void doesNotCountATripThatBroughtNothing() {
        List<Trade> fills = List.of(
                fill(0, Side.BUY, 1, 100, 0, 0), fill(1, Side.SELL, 1, 100, 0, 0), fill(2, Side.BUY, 3, 100, 0, 0));

        assertThat(metrics(fills, 100, 100).hitRate()).isNull();
    }

    @Test
    void statesNoSlippageShareBeforeAnythingIsClosed() {
        assertThat(metrics(List.of(fill(0, Side.BUY, 1, 100, 0.1, 0)), 100, 100).slippageShare())
                .isNull();
    }

    @Test
    void averagesTheEntryOfAPositionBuiltInSteps() {
        List<Trade> fills = List.of(
                fill(0, Side.BUY, 1, 100, 0, 0), fill(1, Side.BUY, 3, 104, 0, 0), fill(2, Side.SELL, 4, 104, 0, 0));

        assertThat(metrics(fills, 100, 100).avgWin()).isCloseTo(4, within(1e-9));
    }

    private static Trade fill(int minute, Side side, long qty, double price, double slippage, double fee) {
        return new Trade(
                Instant.ofEpochMilli(START + minute * 60_000L),
                "f" + minute,
                "o" + minute,
                side,
                qty,
                price,
                slippage,
                fee);
    }

    private static RunMetrics metrics(List<Trade> fills, double... equity) {
        EquityCurve curve = new EquityCurve(1);
        for (int i = 0; i < equity.length; i++) {
            curve.add(START + i * 60_000L, equity[i]);
        }
        return MetricFormulas.of(new Artefacts(curve, List.of(), fills));
    }
}
