package dev.braid.contracts;

import org.jspecify.annotations.Nullable;

/**
 * The figures of a finished run; null where not defined. Returns are per session minute, P = 252 · 390 of them make a year.
 *
 * @param totalReturn Eₙ/E₁ − 1
 * @param cagr (Eₙ/E₁)^(1/years) − 1, years of 365.2425 days
 * @param maxDrawdown greatest (peak − E)/peak, positive
 * @param sharpe mean(r)/sd(r)·√P, sd of the sample (n − 1)
 * @param sortino mean(r)/√mean(min(r, 0)²)·√P, over all returns, target zero
 * @param hitRate winning round trips / (winning + losing); a trip's profit is net of fees and slippage
 * @param avgWin mean profit of the winning round trips, currency
 * @param avgLoss mean loss of the losing round trips, currency, positive
 * @param turnover Σ qty·price / mean(E)
 * @param slippageShare Σ|slippage| / (Σ|gross profit of round trips| + 1e-9)
 * @param feesPaid Σ fee, currency
 */
public record RunMetrics(
        @Nullable Double totalReturn,
        @Nullable Double cagr,
        @Nullable Double maxDrawdown,
        @Nullable Double sharpe,
        @Nullable Double sortino,
        @Nullable Double hitRate,
        @Nullable Double avgWin,
        @Nullable Double avgLoss,
        @Nullable Double turnover,
        @Nullable Double slippageShare,
        @Nullable Double feesPaid) {}
