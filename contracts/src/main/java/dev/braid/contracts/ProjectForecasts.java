package dev.braid.contracts;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code data} of {@code GET /api/v1/meta-boards/{board_id}/project-forecasts}.
 *
 * @param sprintId null in a what-if of a board without a running sprint
 * @param asOf today, in the zone of the board
 * @param scope {@code sprint} or {@code backlog}; {@code what_if} where {@code remaining} was given
 * @param cadenceDays from the start of one sprint to that of the next
 */
public record ProjectForecasts(
        long metaBoardId,
        @Nullable Long sprintId,
        LocalDate asOf,
        String scope,
        double cadenceDays,
        List<ProjectForecast> forecasts,
        PortfolioForecast portfolio) {}
