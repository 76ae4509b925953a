package dev.braid.bff.dashboard;

import dev.braid.bff.web.ApiException;
import dev.braid.bff.web.Parameters;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * Which dashboard is asked for.
 *
 * @param zone IANA name of the time zone in which days begin; empty: the user's own, which the backend knows
 * @param board whose portfolio is shown with it
 */
record DashboardQuery(Optional<String> zone, Optional<String> board) {

    /** A segment of a path that needs no escape and means nothing but itself; ids of the backend are shorter. */
    private static final Pattern BOARD_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._\\-]{0,63}");

    private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();

    /** @throws ApiException VALIDATION that names every parameter with a problem */
    static DashboardQuery of(ServerRequest request) {
        Parameters parameters = Parameters.of(request);
        DashboardQuery query = new DashboardQuery(
                parameters.parsed("tz", DashboardQuery::zone), parameters.text("board_id", BOARD_ID));
        parameters.verify();
        return query;
    }

    private static String zone(String text) {
        if (!ZONES.contains(text)) {
            throw new IllegalArgumentException(text + " (expected: an IANA time zone, like Europe/Berlin)");
        }
        return text;
    }

    String cacheKey() {
        return "dash:complete:" + zone.orElse("") + ":" + board.orElse("");
    }
}
