package dev.braid.bff.chart;

import dev.braid.bff.web.ApiException;
import dev.braid.bff.web.SentParameter;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/** What chart-data is when it is not aggregated: one request of the bars endpoint, values as they were sent. */
final class PassThrough {

    private PassThrough() {}

    /**
     * @param sent path and query of the request, byte for byte
     * @throws ApiException VALIDATION when the timeframe, which chooses the endpoint, is missing or unknown
     */
    static String target(Optional<String> wanted, String sent) {
        Timeframe timeframe = timeframe(wanted);
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        for (SentParameter parameter : SentParameter.of(sent)) {
            renamed(parameter.name(), timeframe).ifPresent(backends -> query.add(backends + parameter.value()));
        }
        return timeframe.passThrough() + query;
    }

    private static Timeframe timeframe(Optional<String> sent) {
        Timeframe timeframe = sent.map(Timeframe.BY_NAME::get).orElse(null);
        if (timeframe == null) {
            String problem = sent.orElse("missing") + " (expected: one of " + Timeframe.BY_NAME.keySet() + ")";
            throw ApiException.validation(Map.of("timeframe", problem));
        }
        return timeframe;
    }

    /** Empty for what the backend's endpoint does not know. */
    private static Optional<String> renamed(String name, Timeframe timeframe) {
        return switch (name) {
            case "symbol" -> Optional.of("symbol");
            case "rth_only" -> Optional.of("rth_only");
            case "from_date", "from" -> Optional.of("from");
            case "to_date", "to" -> Optional.of("to");
            case "target_points" -> Optional.of("target").filter(known -> timeframe == Timeframe.MINUTE_DECIMATED);
            default -> Optional.empty();
        };
    }
}
