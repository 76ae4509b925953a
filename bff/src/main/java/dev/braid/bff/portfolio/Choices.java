package dev.braid.bff.portfolio;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Names that stand for themselves. */
final class Choices {

    private Choices() {}

    /** In the order in which they are to be listed. */
    static Map<String, String> of(String... names) {
        Map<String, String> choices = new LinkedHashMap<>();
        Stream.of(names).forEach(name -> choices.put(name, name));
        return choices;
    }
}
