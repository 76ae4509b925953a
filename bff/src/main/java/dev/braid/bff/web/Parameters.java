package dev.braid.bff.web;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * The query of a request, read strictly: a parameter that is missing, malformed, given twice (unless it is a list) or not known is a
 * problem.
 *
 * <p>Problems are collected, not thrown: where there is one, a reader gives its fallback (an empty string for a required text), and
 * {@link #verify} raises all of them at once. Nothing read may be used before {@code verify} has returned. Not thread-safe.
 */
public final class Parameters {

    private final MultiValueMap<String, String> query;
    private final Set<String> known = new HashSet<>();
    private final Map<String, Object> problems = new TreeMap<>();

    private Parameters(MultiValueMap<String, String> query) {
        this.query = query;
    }

    public static Parameters of(ServerRequest request) {
        return of(request.queryParams());
    }

    static Parameters of(MultiValueMap<String, String> query) {
        return new Parameters(query);
    }

    /** The text as it was sent; a problem if it is not there. */
    public String required(String name, Pattern pattern) {
        return parsed(name, text -> matching(text, pattern)).orElseGet(() -> {
            problems.putIfAbsent(name, "missing (expected: " + pattern.pattern() + ")");
            return "";
        });
    }

    public Optional<String> text(String name, Pattern pattern) {
        return parsed(name, text -> matching(text, pattern));
    }

    /** Bounds are inclusive. */
    public int integer(String name, int minimum, int maximum, int fallback) {
        return parsed(name, text -> within(text, minimum, maximum)).orElse(fallback);
    }

    /** {@code true} or {@code false}, in small letters. */
    public boolean bool(String name, boolean fallback) {
        return parsed(name, Parameters::truth).orElse(fallback);
    }

    /** One of the names in the map. */
    public <T> Optional<T> choice(String name, Map<String, T> choices) {
        return parsed(name, text -> chosen(text, choices));
    }

    /**
     * Whatever the parser makes of it.
     *
     * @param parser throws {@link IllegalArgumentException} with the problem as its message: the actual value and what was expected
     */
    public <T> Optional<T> parsed(String name, Function<String, T> parser) {
        known.add(name);
        List<String> values = query.get(name);
        if (values == null || values.isEmpty()) {
            return Optional.empty();
        }
        if (values.size() > 1) {
            problems.put(name, "given " + values.size() + " times (expected: once)");
            return Optional.empty();
        }
        try {
            String value = values.get(0);
            return Optional.of(parser.apply(value == null ? "" : value));
        } catch (IllegalArgumentException e) {
            problems.put(name, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /**
     * What the parser makes of each of the values of a parameter that may be given several times, in their order.
     *
     * @param parser as of {@link #parsed}; the first problem counts
     */
    public <T> List<T> list(String name, Function<String, T> parser) {
        known.add(name);
        List<T> list = new ArrayList<>();
        for (String value : query.getOrDefault(name, List.of())) {
            try {
                list.add(parser.apply(value == null ? "" : value));
            } catch (IllegalArgumentException e) {
                problem(name, String.valueOf(e.getMessage()));
            }
        }
        return List.copyOf(list);
    }

    /** As {@link #list}, of the names in the map. */
    public <T> List<T> choices(String name, Map<String, T> choices) {
        return list(name, text -> chosen(text, choices));
    }

    /** Whether it was sent at all. */
    public boolean has(String name) {
        known.add(name);
        return query.containsKey(name);
    }

    /** Whether nothing has been found wrong with it so far. */
    public boolean isSound(String name) {
        return !problems.containsKey(name);
    }

    /** A problem that shows only in what several parameters say together; the first problem of a name stays. */
    public void problem(String name, String problem) {
        problems.putIfAbsent(name, problem);
    }

    /** Raises VALIDATION if there is any problem, an unknown parameter included. */
    public void verify() {
        for (String name : query.keySet()) {
            if (!known.contains(name)) {
                problems.putIfAbsent(
                        name,
                        "unknown parameter (expected: one of "
                                + known.stream().sorted().toList() + ")");
            }
        }
        if (!problems.isEmpty()) {
            throw ApiException.validation(problems);
        }
    }

    private static String matching(String text, Pattern pattern) {
        return accepted(text, pattern.matcher(text).matches(), pattern.pattern());
    }

    private static int within(String text, int minimum, int maximum) {
        String expected = minimum + ".." + maximum;
        // Integer.parseInt also takes a plus sign and digits of every script.
        accepted(text, text.matches("-?[0-9]{1,10}"), expected);
        long value = Long.parseLong(text);
        accepted(text, value >= minimum && value <= maximum, expected);
        return (int) value;
    }

    private static boolean truth(String text) {
        return Boolean.parseBoolean(accepted(text, text.equals("true") || text.equals("false"), "true or false"));
    }

    private static <T> T chosen(String text, Map<String, T> choices) {
        T choice = choices.get(text);
        if (choice == null) {
            throw new IllegalArgumentException(text + " (expected: one of " + choices.keySet() + ")");
        }
        return choice;
    }

    private static String accepted(String text, boolean accepted, String expected) {
        if (!accepted) {
            throw new IllegalArgumentException(text + " (expected: " + expected + ")");
        }
        return text;
    }
}
