package dev.braid.core.sprint;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a sprint can be analysed for. */
enum AnalysisType {
    /** How the work is spread over the disciplines. */
    DISCIPLINE_TEAM,
    /** Who has how much of it. */
    CAPACITY,
    /** What was planned, what came and went, what was delivered. */
    VELOCITY,
    /** What remained at the end of each working day. */
    BURNDOWN;

    static Optional<AnalysisType> byKey(String key) {
        return Stream.of(values()).filter(type -> type.key().equals(key)).findFirst();
    }

    static String keys() {
        return Stream.of(values()).map(AnalysisType::key).collect(Collectors.joining(", "));
    }

    /** As it is written on the wire and in the database. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
