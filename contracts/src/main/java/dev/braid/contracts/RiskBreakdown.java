package dev.braid.contracts;

/** What a risk score is the sum of: at most 40 for schedule, 20 blocked, 15 scope, 10 velocity, 10 capacity, 5 quality. */
public record RiskBreakdown(
        double schedule, double blocked, double scope, double velocity, double capacity, double quality) {}
