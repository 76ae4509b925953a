package dev.braid.flags;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Flags whose state is set from outside and counts before any store: {@code key=on|off}, separated by commas or line ends. */
public final class ForcedFlags {

    public static final ForcedFlags NONE = new ForcedFlags(Map.of());

    private final Map<BraidFeature, Boolean> states;

    private ForcedFlags(Map<BraidFeature, Boolean> states) {
        this.states = states;
    }

    /** @throws IllegalArgumentException for an unknown key, a state that is neither on nor off, or a key given twice */
    public static ForcedFlags parse(String text) {
        if (text.isBlank()) {
            return NONE;
        }
        Map<BraidFeature, Boolean> states = new EnumMap<>(BraidFeature.class);
        for (String entry : text.strip().split("\\s*[,\\n]\\s*", -1)) {
            String[] parts = entry.split("\\s*=\\s*", -1);
            if (parts.length != 2 || states.put(feature(parts[0]), on(parts[1], entry)) != null) {
                throw new IllegalArgumentException(
                        "forced flag: '%s' (expected: key=on or key=off, each key once)".formatted(entry));
            }
        }
        return new ForcedFlags(states);
    }

    /** The state that the feature is forced to, if it is. */
    public Optional<Boolean> state(BraidFeature feature) {
        return Optional.ofNullable(states.get(feature));
    }

    /** These, and where both say something, the other's. */
    public ForcedFlags overriddenBy(ForcedFlags other) {
        if (other.states.isEmpty()) {
            return this;
        }
        Map<BraidFeature, Boolean> both = new EnumMap<>(other.states);
        states.forEach(both::putIfAbsent);
        return new ForcedFlags(both);
    }

    @Override
    public String toString() {
        if (states.isEmpty()) {
            return "none";
        }
        return states.entrySet().stream()
                .map(entry -> entry.getKey().key() + "=" + Flag.state(entry.getValue()))
                .collect(Collectors.joining(","));
    }

    private static BraidFeature feature(String key) {
        return BraidFeature.byKey(key)
                .orElseThrow(() -> new IllegalArgumentException("forced flag: '%s' (expected: one of %s)"
                        .formatted(
                                key,
                                Arrays.stream(BraidFeature.values())
                                        .map(BraidFeature::key)
                                        .collect(Collectors.joining(", ")))));
    }

    private static boolean on(String state, String entry) {
        return switch (state) {
            case "on" -> true;
            case "off" -> false;
            default ->
                throw new IllegalArgumentException("forced flag: '%s' (expected: key=on or key=off)".formatted(entry));
        };
    }
}
