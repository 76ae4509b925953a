package dev.braid.contracts;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * By when, in this share of the simulated futures.
 *
 * @param sprints how many it takes, the running one included; null beyond the horizon
 * @param date the last day of that sprint; null with it
 * @param beyondHorizon whether it takes more sprints than were simulated
 */
public record ForecastPercentile(
        @Nullable Integer sprints, @Nullable LocalDate date, boolean beyondHorizon) {}
