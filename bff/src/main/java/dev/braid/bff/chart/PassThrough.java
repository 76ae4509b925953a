package dev.braid.bff.chart;

import dev.braid.bff.web.ApiException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.springframework.web.reactive.function.server.ServerRequest;

/** What chart-data is when it is not aggregated: one request of the bars endpoint, values as they were sent. */
final class PassThrough {

    private PassThrough() {}

    /** @throws ApiException VALIDATION when the timeframe, which chooses the endpoint, is missing or unknown */
    static String target(ServerRequest request) {
        Timeframe timeframe = timeframe(request.queryParam("timeframe"));
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        String raw = request.uri().getRawQuery();
        for (String parameter : raw == null ? new String[0] : raw.split("&")) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            String value = equals < 0 ? "" : parameter.substring(equals);
            renamed(name, timeframe).ifPresent(backends -> query.add(backends + value));
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
        return switch (URLDecoder.decode(name, StandardCharsets.UTF_8)) {
            case "symbol" -> Optional.of("symbol");
            case "rth_only" -> Optional.of("rth_only");
            case "from_date", "from" -> Optional.of("from");
            case "to_date", "to" -> Optional.of("to");
            case "target_points" -> Optional.of("target").filter(known -> timeframe == Timeframe.MINUTE_DECIMATED);
            default -> Optional.empty();
        };
    }
}
