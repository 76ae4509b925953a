package dev.braid.bff.portfolio;

import dev.braid.bff.web.Parameters;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which projects of a board, in which sprint. Two that let the same through are equal: lists are in their order and hold nothing twice,
 * project keys are in capitals, and of numbers only the value counts.
 *
 * @param sprint id of one of the board's; empty: the active one, which the backend knows
 * @param projectKeys empty: all; and so with the other lists
 * @param minimumCompletion in percent, inclusive
 * @param maximumCompletion in percent, inclusive
 */
record Filter(
        Optional<String> sprint,
        List<String> projectKeys,
        List<String> priorities,
        List<String> healthStatuses,
        BigDecimal minimumCompletion,
        BigDecimal maximumCompletion,
        boolean includeCompleted,
        boolean includeBlocked) {

    private static final Map<String, String> PRIORITIES = Choices.of("critical", "high", "medium", "low");
    private static final Map<String, String> HEALTH_STATUSES = Choices.of("on_track", "at_risk", "behind", "blocked");

    /** As long as the backend's column. */
    private static final int LONGEST_PROJECT_KEY = 50;

    private static final Pattern PERCENTAGE = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,9})?");
    private static final BigDecimal NOTHING = BigDecimal.ZERO;
    private static final BigDecimal EVERYTHING = new BigDecimal(100);

    /** Lets every project through. */
    static final Filter NONE =
            new Filter(Optional.empty(), List.of(), List.of(), List.of(), NOTHING, EVERYTHING, true, true);

    static Filter of(Parameters parameters) {
        Filter filter = new Filter(
                parameters.text("sprint_id", Ids.NUMBER),
                inOrder(parameters.list("project_keys", Filter::projectKey)),
                inOrder(parameters.choices("priority", PRIORITIES)),
                inOrder(parameters.choices("health_status", HEALTH_STATUSES)),
                parameters
                        .parsed("min_completion_percentage", Filter::percentage)
                        .orElse(NOTHING),
                parameters
                        .parsed("max_completion_percentage", Filter::percentage)
                        .orElse(EVERYTHING),
                parameters.bool("include_completed", true),
                parameters.bool("include_blocked", true));
        if (filter.minimumCompletion.compareTo(filter.maximumCompletion) > 0) {
            parameters.problem(
                    "min_completion_percentage",
                    filter.minimumCompletion.toPlainString() + " (expected: at most max_completion_percentage, "
                            + filter.maximumCompletion.toPlainString() + ")");
            parameters.problem(
                    "max_completion_percentage",
                    filter.maximumCompletion.toPlainString() + " (expected: at least min_completion_percentage, "
                            + filter.minimumCompletion.toPlainString() + ")");
        }
        return filter;
    }

    private static List<String> inOrder(Collection<String> values) {
        return List.copyOf(new TreeSet<>(values));
    }

    private static String projectKey(String text) {
        boolean readable = !text.isBlank()
                && text.codePointCount(0, text.length()) <= LONGEST_PROJECT_KEY
                && text.chars().noneMatch(Character::isISOControl);
        if (!readable) {
            throw new IllegalArgumentException(
                    text + " (expected: 1 to " + LONGEST_PROJECT_KEY + " characters, and not only spaces)");
        }
        return text.toUpperCase(Locale.ROOT);
    }

    private static BigDecimal percentage(String text) {
        if (!PERCENTAGE.matcher(text).matches() || new BigDecimal(text).compareTo(EVERYTHING) > 0) {
            throw new IllegalArgumentException(text + " (expected: 0..100)");
        }
        BigDecimal shortest = new BigDecimal(text).stripTrailingZeros();
        return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
    }

    /** By the names they have in a query; nothing is left out. */
    SortedMap<String, Object> parameters() {
        SortedMap<String, Object> parameters = new TreeMap<>();
        parameters.put("sprint_id", sprint.orElse(""));
        parameters.put("project_keys", projectKeys);
        parameters.put("priority", priorities);
        parameters.put("health_status", healthStatuses);
        parameters.put("min_completion_percentage", minimumCompletion.toPlainString());
        parameters.put("max_completion_percentage", maximumCompletion.toPlainString());
        parameters.put("include_completed", includeCompleted);
        parameters.put("include_blocked", includeBlocked);
        return parameters;
    }
}
