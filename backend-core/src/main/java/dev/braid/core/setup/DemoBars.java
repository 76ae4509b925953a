package dev.braid.core.setup;

import dev.braid.core.access.DemoData;
import dev.braid.core.marketdata.Bar;
import dev.braid.core.marketdata.BarSource;
import dev.braid.core.marketdata.BarStore;
import dev.braid.core.marketdata.Datasets;
import dev.braid.core.marketdata.Timeframe;
import java.time.Instant;
import java.util.List;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** A year of minutes of five symbols that no exchange lists. Each is stored whole or not at all, and only where it is missing. */
@Component
@Order(1)
final class DemoBars implements DemoData {
    /** Fixed, so that the demo looks the same next year. */
    private static final int YEAR = 2024;

    private static final List<Stock> STOCKS = List.of(
            new Stock("DEMO.LOOM", 1, 184.20, 21_000),
            new Stock("DEMO.WEFT", 2, 42.75, 64_000),
            new Stock("DEMO.WARP", 3, 96.40, 33_000),
            new Stock("DEMO.KNOT", 4, 311.05, 9_000),
            new Stock("DEMO.SPUN", 5, 18.60, 120_000));

    private final BarStore bars;
    private final Datasets datasets;

    DemoBars(BarStore bars, Datasets datasets) {
        this.bars = bars;
        this.datasets = datasets;
    }

    @Override
    public String name() {
        return "minute bars of " + STOCKS.size() + " symbols";
    }

    @Override
    public boolean present() {
        return STOCKS.stream().allMatch(this::present);
    }

    @Override
    public void load() {
        for (Stock stock : STOCKS) {
            if (!present(stock)) {
                bars.store((BarSource<RuntimeException>) target -> generate(stock, target));
            }
        }
    }

    private boolean present(Stock stock) {
        return datasets.find(stock.symbol, Timeframe.MINUTE, YEAR).isPresent();
    }

    private static void generate(Stock stock, BarSource.Target target) {
        new SyntheticBars(stock.seed, stock.price, stock.volume)
                .year(
                        YEAR,
                        (second, open, high, low, close, volume, trades, mean) -> target.add(
                                new Bar(
                                        stock.symbol,
                                        Timeframe.MINUTE,
                                        Instant.ofEpochSecond(second),
                                        open,
                                        high,
                                        low,
                                        close,
                                        volume,
                                        trades,
                                        mean,
                                        "regular",
                                        true,
                                        null,
                                        "synthetic",
                                        false),
                                0));
    }

    /**
     * A stock that never was.
     *
     * @param price of its first minute, before the first gap
     * @param volume shares of an average minute
     */
    private record Stock(String symbol, long seed, double price, double volume) {}
}
