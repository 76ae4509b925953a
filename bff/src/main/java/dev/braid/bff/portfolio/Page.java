package dev.braid.bff.portfolio;

import dev.braid.bff.web.Parameters;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which of the projects that a filter lets through are listed, and in which order. It concerns the portfolio alone.
 *
 * @param sort name of what they are sorted by, after a minus sign where that descends; empty: as the backend likes
 */
record Page(Optional<String> sort, int limit, int offset) {

    private static final int MOST_PROJECTS = 500;

    private static final Map<String, String> SORTS = Choices.of(
            Stream.of("priority", "completion", "risk_score", "velocity", "capacity_utilization", "project_key")
                    .flatMap(name -> Stream.of(name, "-" + name))
                    .toArray(String[]::new));

    static final Page FIRST = new Page(Optional.empty(), MOST_PROJECTS, 0);

    static Page of(Parameters parameters) {
        return new Page(
                parameters.choice("sort", SORTS),
                parameters.integer("limit", 1, MOST_PROJECTS, MOST_PROJECTS),
                parameters.integer("offset", 0, Integer.MAX_VALUE, 0));
    }

    /** By the names they have in a query; nothing is left out. */
    SortedMap<String, Object> parameters() {
        SortedMap<String, Object> parameters = new TreeMap<>();
        parameters.put("sort", sort.orElse(""));
        parameters.put("limit", limit);
        parameters.put("offset", offset);
        return parameters;
    }
}
