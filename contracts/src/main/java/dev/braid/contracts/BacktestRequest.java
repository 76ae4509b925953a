package dev.braid.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /backtests}: a strategy over the bars of a dataset, named by {@code datasetId}, or by {@code symbol} with
 * {@code year} or with {@code from} and {@code to}. What is absent has its default.
 *
 * @param params of the strategy
 * @param seed 42 when absent
 * @param slippageFees {@code slippage_bps} and {@code fees_bps}, hundredths of a percent of the notional, per side
 * @param speed at which the run is played back, 60 when absent
 * @param from first New York session date
 * @param to last New York session date
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BacktestRequest(
        @Nullable String datasetId,
        @Nullable String symbol,
        @Nullable Integer year,
        String strategyId,
        @Nullable Map<String, Object> params,
        @Nullable Long seed,
        @Nullable Map<String, Double> slippageFees,
        @Nullable Double speed,
        @Nullable LocalDate from,
        @Nullable LocalDate to) {}
