package dev.braid.flags.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.braid.flags.Flag;
import dev.braid.flags.FlagSnapshot;
import dev.braid.flags.Strategy;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** How flags are written down: the value of one in Redis, all of them in a file, one line of a file's history. */
final class FlagJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private FlagJson() {}

    private record Value(
            @JsonProperty("state") String state,
            @JsonProperty("strategy") @Nullable String strategy,
            @JsonProperty("revision") long revision,
            @JsonProperty("updated_at") @Nullable Instant updatedAt) {

        static Value of(Flag flag) {
            Strategy strategy = flag.strategy();
            return new Value(
                    flag.state(), strategy == null ? null : strategy.toString(), flag.revision(), flag.updatedAt());
        }

        Flag flag(String key) {
            if (!"on".equals(state) && !"off".equals(state)) {
                throw new IllegalArgumentException("state: %s (expected: on or off)".formatted(state));
            }
            return new Flag(
                    key, "on".equals(state), strategy == null ? null : Strategy.parse(strategy), revision, updatedAt);
        }
    }

    private record Document(
            @JsonProperty("epoch") String epoch,
            @JsonProperty("revision") long revision,
            @JsonProperty("flags") Map<String, Value> flags) {}

    private record Line(
            @JsonProperty("key") String key,
            @JsonProperty("from") Value from,
            @JsonProperty("to") Value to,
            @JsonProperty("actor") String actor,
            @JsonProperty("reason") String reason) {}

    static String write(Flag flag) {
        return MAPPER.writeValueAsString(Value.of(flag));
    }

    static String write(FlagSnapshot snapshot) {
        Map<String, Value> values = new TreeMap<>();
        snapshot.flags().forEach((key, flag) -> values.put(key, Value.of(flag)));
        return MAPPER.writerWithDefaultPrettyPrinter()
                .writeValueAsString(new Document(snapshot.epoch(), snapshot.revision(), values));
    }

    static String write(FlagHistoryEntry entry) {
        return MAPPER.writeValueAsString(new Line(
                entry.to().key(), Value.of(entry.from()), Value.of(entry.to()), entry.actor(), entry.reason()));
    }

    /** @throws IllegalArgumentException if it is not what {@link #write(Flag)} writes */
    static Flag flag(String key, String text) {
        return read(text, Value.class).flag(key);
    }

    /** @throws IllegalArgumentException if it is not what {@link #write(FlagSnapshot)} writes */
    static FlagSnapshot snapshot(String text) {
        Document document = read(text, Document.class);
        if (document.epoch() == null || document.flags() == null) {
            throw new IllegalArgumentException("flags: null (expected: epoch, revision and flags)");
        }
        Map<String, Flag> flags = new HashMap<>();
        document.flags()
                .forEach((key, value) -> flags.put(key, required(value, key).flag(key)));
        return new FlagSnapshot(document.epoch(), document.revision(), flags);
    }

    /** @throws IllegalArgumentException if it is not what {@link #write(FlagHistoryEntry)} writes */
    static FlagHistoryEntry entry(String text) {
        Line line = read(text, Line.class);
        return new FlagHistoryEntry(
                required(line.from(), "from").flag(line.key()),
                required(line.to(), "to").flag(line.key()),
                line.actor(),
                line.reason());
    }

    private static Value required(@Nullable Value value, String name) {
        if (value == null) {
            throw new IllegalArgumentException("%s: null (expected: a flag's state)".formatted(name));
        }
        return value;
    }

    private static <T> T read(String text, Class<T> type) {
        try {
            T value = MAPPER.readValue(text, type);
            if (value == null) {
                throw new IllegalArgumentException("flags: null (expected: an object)");
            }
            return value;
        } catch (JacksonException failure) {
            throw new IllegalArgumentException("flags: " + failure.getOriginalMessage(), failure);
        }
    }
}
