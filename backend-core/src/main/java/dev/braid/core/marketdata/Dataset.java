package dev.braid.core.marketdata;

import java.time.LocalDate;

/**
 * What a backtest can be run on: the bars of one symbol, timeframe and UTC year.
 *
 * @param datasetId {@code AAPL-2024-1m} for minutes, {@code AAPL-2024-1d} for days
 * @param fromDate New York session date of the first bar
 * @param toDate of the last, inclusive
 */
public record Dataset(
        String datasetId,
        String symbol,
        Timeframe timeframe,
        int year,
        LocalDate fromDate,
        LocalDate toDate,
        long barCount) {}
