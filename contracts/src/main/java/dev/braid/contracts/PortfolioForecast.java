package dev.braid.contracts;

/**
 * When all projects together will be done: in each simulated future when the last of them is.
 *
 * @param projects that it counts
 * @param undecided keys' number of projects without a forecast; with one of them there is no date
 */
public record PortfolioForecast(
        String status,
        int projects,
        int undecided,
        ForecastPercentile p50,
        ForecastPercentile p85,
        ForecastPercentile p95) {}
