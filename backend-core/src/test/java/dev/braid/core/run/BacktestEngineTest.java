package dev.braid.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.braid.contracts.Side;
import java.util.Iterator;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BacktestEngineTest {
    private static final Costs FREE = new Costs(0, 0);
    private static final long MINUTE = 60_000;

    @Test
    void fillsAtTheOpenAfterTheCloseThatDecided() {
        double[] opens = {10, 11, 12, 13.5, 14};
        double[] closes = {10, 11, 12, 13, 14};

        Artefacts run = run(1, 2, FREE, opens, closes);

        // Both averages exist after the second close; the third bar's open is the first price that can be had.
        assertThat(run.orders()).singleElement().satisfies(order -> {
            assertThat(order.ts().toEpochMilli()).isEqualTo(2 * MINUTE);
            assertThat(order.side()).isEqualTo(Side.BUY);
            assertThat(order.price()).isEqualTo(12);
        });
        assertThat(run.equity().value(4)).isEqualTo(100_000 - 12 + 14);
    }

    @Test
    void tradesTwoUnitsOnAFlipAndTheEquityDoesNotJump() {
        double[] prices = {10, 11, 12, 11, 10, 9};

        Artefacts run = run(1, 2, FREE, prices, prices);

        assertThat(run.fills()).extracting(Trade::qty).containsExactly(1L, 2L);
        assertThat(run.fills()).extracting(Trade::side).containsExactly(Side.BUY, Side.SELL);
        // Long at 12, flipped at 10, marked at 9: 100000 − 2 + 1.
        assertThat(run.equity().value(5)).isEqualTo(99_999);
    }

    @Test
    void staysAsItWasWhileTheAveragesAreEqual() {
        double[] prices = {10, 11, 11, 11, 11, 11};

        assertThat(run(1, 2, FREE, prices, prices).orders()).hasSize(1);
    }

    @Test
    void doesNotTradeAFlatMarketHoweverLong() {
        double[] prices = new double[20_000];
        java.util.Arrays.fill(prices, 0.1);

        assertThat(run(3, 7, FREE, prices, prices).orders()).isEmpty();
    }

    @Test
    void neverTradesWhatTheLastCloseDecides() {
        double[] prices = {10, 11};

        assertThat(run(1, 2, FREE, prices, prices).orders()).isEmpty();
    }

    @Test
    void chargesSlippageAndFeesOnEachSide() {
        double[] prices = {100, 101, 102, 90, 80};

        Artefacts run = run(1, 2, new Costs(10, 20), prices, prices);

        Trade bought = run.fills().get(0);
        assertThat(bought.price()).isCloseTo(102 * 1.001, within(1e-9));
        assertThat(bought.slippage()).isCloseTo(0.102, within(1e-9));
        assertThat(bought.fee()).isCloseTo(102 * 1.001 * 0.002, within(1e-9));
        Trade sold = run.fills().get(1);
        assertThat(sold.price()).isCloseTo(80 * 0.999, within(1e-9));
        assertThat(sold.slippage()).isCloseTo(2 * 0.08, within(1e-9));
        assertThat(sold.fee()).isCloseTo(2 * 80 * 0.999 * 0.002, within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void balancesItsBooksOnAnyMarket(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int bars = random.nextInt(2, 3000);
        double[] opens = new double[bars];
        double[] closes = new double[bars];
        double price = random.nextDouble(1, 1000);
        for (int i = 0; i < bars; i++) {
            opens[i] = price *= 1 + random.nextDouble(-0.02, 0.02);
            closes[i] = price *= 1 + random.nextDouble(-0.02, 0.02);
        }
        int slow = random.nextInt(2, 60);
        Costs costs = new Costs(random.nextDouble(20), random.nextDouble(20));

        Artefacts run = run(random.nextInt(1, slow), slow, costs, opens, closes);

        assertBalanced("seed " + seed, run, opens, closes);
    }

    @Test
    void refusesWindowsThatMakeNoSense() {
        assertThatThrownBy(() -> new SmaCrossover(5, 5)).hasMessageContaining("expected: 1 <= fast < slow");
        assertThatThrownBy(() -> new SmaCrossover(0, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SmaCrossover(1, 5001)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void failsOnAPriceThatCannotBe() {
        SmaCrossover strategy = new SmaCrossover(1, 2);

        assertThatThrownBy(() -> strategy.targetAfter(Double.NaN)).isInstanceOf(BacktestFailed.class);
        assertThatThrownBy(() -> strategy.targetAfter(1e7)).hasMessageStartingWith("close: 1.0E7 (expected: > 0 and <");
    }

    /** Recomputes cash and position from the fills alone and holds each point of equity against them. */
    private static void assertBalanced(String seed, Artefacts run, double[] opens, double[] closes) {
        Iterator<Trade> fills = run.fills().iterator();
        Trade next = fills.hasNext() ? fills.next() : null;
        double cash = 100_000;
        long position = 0;
        for (int i = 0; i < closes.length; i++) {
            double before = i == 0 ? cash : run.equity().value(i - 1);
            double moved = i == 0 ? 0 : Math.abs(position) * Math.abs(opens[i] - closes[i - 1]);
            double costs = 0;
            if (next != null && next.ts().toEpochMilli() == i * MINUTE) {
                cash -= next.change() * next.price() + next.fee();
                position += next.change();
                costs = next.slippage() + next.fee();
                next = fills.hasNext() ? fills.next() : null;
            }
            moved += Math.abs(position) * Math.abs(closes[i] - opens[i]);
            assertThat(position).as(seed).isBetween(-1L, 1L);
            assertThat(run.equity().value(i)).as(seed).isCloseTo(cash + position * closes[i], within(1e-6));
            assertThat(Math.abs(run.equity().value(i) - before)).as(seed).isLessThanOrEqualTo(moved + costs + 1e-6);
        }
        assertThat(next).as(seed).isNull();
    }

    private static Artefacts run(int fast, int slow, Costs costs, double[] opens, double[] closes) {
        BacktestEngine backtest = new BacktestEngine(new SmaCrossover(fast, slow), costs);
        for (int i = 0; i < closes.length; i++) {
            backtest.bar(i * MINUTE, opens[i], closes[i]);
        }
        assertThat(backtest.bars()).isEqualTo(closes.length);
        return backtest.artefacts();
    }
}
