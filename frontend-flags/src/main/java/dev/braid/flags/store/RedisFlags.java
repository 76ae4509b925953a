package dev.braid.flags.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.braid.flags.BraidFeature;
import dev.braid.flags.Flag;
import dev.braid.flags.FlagSnapshot;
import io.lettuce.core.KeyValue;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** The layout of the flags in Redis and the scripts on it. All keys share one hash slot, as scripts on a cluster require. */
final class RedisFlags {

    static final String CHANNEL = "braid:flags:changed";

    /** Hash: flag's key to its value as {@link FlagJson} writes it. */
    static final String FLAGS = "braid:{flags}:states";

    /** Hash: {@code epoch} and {@code revision} of the whole. */
    static final String META = "braid:{flags}:meta";

    /** Stream for each flag: its changes. */
    static final String AUDIT = "braid:{flags}:audit:";

    /** A flag switched every day is remembered for years. */
    private static final String AUDIT_LENGTH = "1000";

    private static final String LOAD = script("load.lua");
    private static final String CHANGE = script("change.lua");
    private static final String RESTORE = script("restore.lua");

    private final InstantSource clock;

    RedisFlags(InstantSource clock) {
        this.clock = clock;
    }

    /** @param outcome of a change: changed, stale, or behind for a Redis that lost what the caller knows */
    record Reply(String outcome, FlagSnapshot snapshot) {}

    /** How far the store is, without its flags. */
    record Position(String epoch, long revision) {

        boolean isOf(FlagSnapshot snapshot) {
            return epoch.equals(snapshot.epoch()) && revision == snapshot.revision();
        }
    }

    Mono<Position> position(RedisReactiveCommands<String, String> redis) {
        return redis.hmget(META, "epoch", "revision")
                .collectMap(KeyValue::getKey, value -> value.getValueOrElse(""))
                .map(meta -> new Position(meta.getOrDefault("epoch", ""), number(meta.getOrDefault("revision", ""))));
    }

    Mono<List<Object>> load(RedisReactiveCommands<String, String> redis) {
        return run(redis, LOAD, List.of(FLAGS, META), List.of());
    }

    /** @param known holds the flag at the revision that the change was decided on */
    Mono<List<Object>> change(RedisReactiveCommands<String, String> redis, FlagChange change, FlagSnapshot known) {
        Flag untouched = Flag.untouched(change.feature());
        Flag before = known.flag(change.feature());
        Flag wanted = change.appliedTo(before, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        List<String> arguments = List.of(
                CHANNEL,
                wanted.key(),
                Long.toString(before.revision()),
                FlagJson.write(wanted),
                FlagJson.write(untouched),
                known.epoch(),
                Long.toString(known.revision()),
                UUID.randomUUID().toString(),
                change.actor(),
                change.reason(),
                AUDIT_LENGTH);
        return run(redis, CHANGE, List.of(FLAGS, META, AUDIT + wanted.key()), arguments);
    }

    Mono<List<Object>> restore(RedisReactiveCommands<String, String> redis, FlagSnapshot remembered) {
        List<String> arguments =
                new ArrayList<>(List.of(CHANNEL, remembered.epoch(), Long.toString(remembered.revision())));
        remembered.flags().forEach((key, flag) -> {
            arguments.add(key);
            arguments.add(FlagJson.write(flag));
        });
        return run(redis, RESTORE, List.of(FLAGS, META), arguments);
    }

    Mono<List<StreamMessage<String, String>>> history(
            RedisReactiveCommands<String, String> redis, BraidFeature feature, int limit) {
        return redis.xrevrange(AUDIT + feature.key(), Range.unbounded(), Limit.from(limit))
                .collectList();
    }

    static List<FlagHistoryEntry> entries(BraidFeature feature, List<StreamMessage<String, String>> messages) {
        return messages.stream()
                .map(message -> entry(feature.key(), message.getBody()))
                .toList();
    }

    private static FlagHistoryEntry entry(String key, Map<String, String> entry) {
        return new FlagHistoryEntry(
                FlagJson.flag(key, entry.getOrDefault("from", "")),
                FlagJson.flag(key, entry.getOrDefault("to", "")),
                entry.getOrDefault("actor", ""),
                entry.getOrDefault("reason", ""));
    }

    private static Mono<List<Object>> run(
            RedisReactiveCommands<String, String> redis, String script, List<String> keys, List<String> arguments) {
        return redis.eval(script, ScriptOutputType.MULTI, keys.toArray(String[]::new), arguments.toArray(String[]::new))
                .collectList();
    }

    /** What a script answered. Apart from asking, because a client's thread brings the answer and must not wait for a parser's lock. */
    static Reply reply(List<?> answer) {
        List<?> parts = answer.size() == 1 && answer.get(0) instanceof List<?> nested ? nested : answer;
        List<?> pairs = (List<?>) parts.get(3);
        Map<String, Flag> flags = new HashMap<>();
        for (int i = 0; i < pairs.size(); i += 2) {
            String key = (String) pairs.get(i);
            flags.put(key, FlagJson.flag(key, (String) pairs.get(i + 1)));
        }
        return new Reply(
                (String) parts.get(0), new FlagSnapshot((String) parts.get(1), number((String) parts.get(2)), flags));
    }

    private static long number(String text) {
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }

    private static String script(String name) {
        try (InputStream script = RedisFlags.class.getResourceAsStream(name)) {
            if (script == null) {
                throw new IllegalStateException("%s: missing (expected: beside its class)".formatted(name));
            }
            return new String(script.readAllBytes(), UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
