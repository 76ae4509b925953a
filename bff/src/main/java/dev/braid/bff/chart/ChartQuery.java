package dev.braid.bff.chart;

import dev.braid.bff.web.ApiException;
import dev.braid.bff.web.Parameters;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.web.reactive.function.server.ServerRequest;

/** What a chart is asked to show. */
record ChartQuery(
        String symbol, Timeframe timeframe, Range range, int targetPoints, boolean regularHoursOnly, Format format) {

    private static final Pattern SYMBOL = Pattern.compile("[A-Z][A-Z0-9.\\-]{0,14}");

    // Contract 5.1.
    private static final int FEWEST_POINTS = 100;
    private static final int MOST_POINTS = 50_000;
    private static final int DEFAULT_POINTS = 10_000;

    // Contract 5.5.
    private static final Duration OF_TODAY = Duration.ofMinutes(5);
    private static final Duration OF_LAST_DAYS = Duration.ofHours(1);
    private static final Duration OF_THE_PAST = Duration.ofHours(24);
    private static final int LAST_DAYS = 7;

    /** The form of the bars: an object for each, or an array for each member. */
    enum Format {
        ROWS,
        COLUMNS;

        private static final Map<String, Format> BY_NAME = byName();

        private static Map<String, Format> byName() {
            Map<String, Format> byName = new LinkedHashMap<>();
            byName.put("rows", ROWS);
            byName.put("columns", COLUMNS);
            return byName;
        }
    }

    /** @throws ApiException VALIDATION that names every parameter with a problem */
    static ChartQuery of(ServerRequest request) {
        Parameters parameters = Parameters.of(request);
        String symbol = parameters.required("symbol", SYMBOL);
        boolean named = parameters.has("timeframe");
        Timeframe timeframe = parameters.choice("timeframe", Timeframe.BY_NAME).orElse(Timeframe.DAY);
        if (!named) {
            parameters.problem("timeframe", "missing (expected: one of " + Timeframe.BY_NAME.keySet() + ")");
        }
        ChartQuery query = new ChartQuery(
                symbol,
                timeframe,
                Range.of(parameters, timeframe.needsRange()),
                parameters.integer("target_points", FEWEST_POINTS, MOST_POINTS, DEFAULT_POINTS),
                parameters.bool("rth_only", true),
                parameters.choice("format", Format.BY_NAME).orElse(Format.ROWS));
        parameters.verify();
        return query;
    }

    /** Path and query of the call that has the rows. */
    String target() {
        StringBuilder target =
                new StringBuilder(timeframe.rows()).append("?symbol=").append(symbol);
        range.from().ifPresent(from -> target.append("&from=").append(from));
        range.to().ifPresent(to -> target.append("&to=").append(to));
        return target.append("&rth_only=").append(regularHoursOnly).toString();
    }

    String cacheKey() {
        String others = Integer.toHexString((format.name() + regularHoursOnly).hashCode());
        return String.join(
                ":",
                "chart",
                symbol,
                timeframe.wireName(),
                range.from().orElse(""),
                range.to().orElse(""),
                Integer.toString(targetPoints),
                others);
    }

    /** Bars of today still grow, those of the last days may be corrected, older ones stay. */
    Duration timeToLive(LocalDate today) {
        LocalDate last = range.lastDate().orElse(today);
        if (!last.isBefore(today)) {
            return OF_TODAY;
        }
        return last.isBefore(today.minusDays(LAST_DAYS)) ? OF_THE_PAST : OF_LAST_DAYS;
    }
}
