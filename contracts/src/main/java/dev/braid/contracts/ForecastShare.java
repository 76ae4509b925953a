package dev.braid.contracts;

/** Share of the simulated futures in which it takes exactly so many sprints. */
public record ForecastShare(int sprints, double probability) {}
