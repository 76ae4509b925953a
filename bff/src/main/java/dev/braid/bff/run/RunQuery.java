package dev.braid.bff.run;

import dev.braid.bff.downsample.LineReduction;
import dev.braid.bff.web.ApiException;
import dev.braid.bff.web.Parameters;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * What of a run is asked for.
 *
 * @param equityPoints at most so many; 0 for all
 */
record RunQuery(boolean metrics, boolean equity, boolean orders, boolean fills, int equityPoints) {

    private static final int DEFAULT_EQUITY_POINTS = 2000;

    /** A year of minutes, nights included, is 525,600; more than a fifth of it no screen tells apart. */
    private static final int MOST_EQUITY_POINTS = 100_000;

    /** @throws ApiException VALIDATION that names every parameter with a problem */
    static RunQuery of(ServerRequest request) {
        Parameters parameters = Parameters.of(request);
        RunQuery query = new RunQuery(
                parameters.bool("include_metrics", true),
                parameters.bool("include_equity", true),
                parameters.bool("include_orders", true),
                parameters.bool("include_fills", false),
                parameters.integer("equity_points", 0, MOST_EQUITY_POINTS, DEFAULT_EQUITY_POINTS));
        if (query.equityPoints > 0 && query.equityPoints < LineReduction.FEWEST_POINTS) {
            parameters.problem(
                    "equity_points",
                    query.equityPoints + " (expected: 0 for all, or at least 4: first, last, lowest and highest)");
        }
        parameters.verify();
        return query;
    }

    /** The same for requests that get the same bytes. */
    String includeHash() {
        int included = (metrics ? 1 : 0) | (equity ? 2 : 0) | (orders ? 4 : 0) | (fills ? 8 : 0);
        return Integer.toHexString(included) + "-" + (equity ? equityPoints : 0);
    }
}
