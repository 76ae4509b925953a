package dev.braid.bff.flags;

import dev.braid.bff.web.ApiException;
import dev.braid.contracts.ErrorCode;
import dev.braid.flags.ActivationStrategies;
import dev.braid.flags.Strategy;
import dev.braid.flags.store.FlagChange.NewStrategy;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.http.HttpHeaders;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the body of a PUT asks a flag to be: {@code {"state","strategy"?,"reason"}} and nothing else.
 *
 * @param strategy empty: as it is; otherwise what it becomes
 */
record FlagWish(boolean on, Optional<NewStrategy> strategy, String reason) {

    /** A sentence or two; it is shown in lists. */
    private static final int LONGEST_REASON = 500;

    private static final Set<String> FIELDS = Set.of("state", "strategy", "reason");

    /** A field given twice is unreadable rather than whichever came last. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** @throws ApiException BAD_REQUEST for what is no JSON, VALIDATION naming each bad field of what is */
    static FlagWish parse(byte[] body, ActivationStrategies strategies) {
        JsonNode document = read(body);
        Map<String, Object> problems = new TreeMap<>();
        if (!document.isObject()) {
            problems.put("body", "%s (expected: an object)".formatted(document.getNodeType()));
            throw ApiException.validation(problems);
        }
        document.propertyNames().stream()
                .filter(name -> !FIELDS.contains(name))
                .forEach(name -> problems.put(name, "unknown field (expected: state, strategy, reason)"));
        boolean on = state(document.path("state"), problems);
        String reason = reason(document.path("reason"), problems);
        Optional<NewStrategy> strategy = strategy(document.path("strategy"), strategies, problems);
        if (!problems.isEmpty()) {
            throw ApiException.validation(problems);
        }
        return new FlagWish(on, strategy, reason);
    }

    private static JsonNode read(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (JacksonException failure) {
            throw new ApiException(
                    ErrorCode.BAD_REQUEST,
                    "body: not readable (expected: a JSON object with state and reason)",
                    null,
                    new HttpHeaders(),
                    failure);
        }
    }

    private static boolean state(JsonNode state, Map<String, Object> problems) {
        String text = state.isString() ? state.stringValue() : "";
        if (!text.equals("on") && !text.equals("off")) {
            problems.put("state", "%s (expected: on or off)".formatted(shown(state)));
        }
        return text.equals("on");
    }

    private static String reason(JsonNode reason, Map<String, Object> problems) {
        String text = reason.isString() ? reason.stringValue().strip() : "";
        if (text.isEmpty() || text.length() > LONGEST_REASON) {
            problems.put(
                    "reason",
                    "%s (expected: why, in 1..%d characters)"
                            .formatted(text.isEmpty() ? shown(reason) : text.length() + " characters", LONGEST_REASON));
        }
        return text;
    }

    private static Optional<NewStrategy> strategy(
            JsonNode strategy, ActivationStrategies strategies, Map<String, Object> problems) {
        if (strategy.isMissingNode()) {
            return Optional.empty();
        }
        if (strategy.isNull()) {
            return Optional.of(new NewStrategy(null));
        }
        try {
            Strategy parsed = Strategy.parse(strategy.isString() ? strategy.stringValue() : "");
            strategies.problem(parsed).ifPresent(problem -> problems.put("strategy", problem));
            return Optional.of(new NewStrategy(parsed));
        } catch (IllegalArgumentException mistake) {
            problems.put("strategy", String.valueOf(mistake.getMessage()));
            return Optional.empty();
        }
    }

    private static String shown(JsonNode node) {
        if (node.isMissingNode()) {
            return "missing";
        }
        return node.isString()
                ? "'" + node.stringValue() + "'"
                : node.getNodeType().toString();
    }
}
