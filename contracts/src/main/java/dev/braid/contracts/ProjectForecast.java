package dev.braid.contracts;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a project will have done what remains.
 *
 * @param status {@code ok}; {@code done}: nothing remains; {@code never}: nothing was ever delivered; {@code insufficient_data}: too few
 *     closed sprints to say anything. The last two have no dates
 * @param quality {@code ok} from 8 closed sprints, {@code low} from 5, {@code borrowed} from the board's below that; null without forecast
 * @param currentVelocity units for each working day of the running sprint; null without one
 * @param velocitySamples closed sprints that the forecast rests on
 * @param remainingStoryPoints what remains, in the unit
 * @param estimatedCompletionDate that of p85
 * @param probabilityByDate chance, 0..1, of being done by {@code target_date}; null without one
 * @param confidenceLevel 0..100
 * @param riskFactors what speaks against it, in words such as {@code velocity_declining}
 */
public record ProjectForecast(
        String projectKey,
        String projectName,
        String unit,
        String status,
        @Nullable String quality,
        @Nullable Double currentVelocity,
        int velocitySamples,
        double remainingStoryPoints,
        ForecastPercentile p50,
        ForecastPercentile p85,
        ForecastPercentile p95,
        @Nullable LocalDate estimatedCompletionDate,
        @Nullable Double probabilityByDate,
        List<ForecastShare> histogram,
        ForecastScenarios scenarios,
        double confidenceLevel,
        List<String> riskFactors,
        ForecastCalibration calibration,
        ForecastModel model) {}
