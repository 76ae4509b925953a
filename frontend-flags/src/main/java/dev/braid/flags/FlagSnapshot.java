package dev.braid.flags;

import java.util.HashMap;
import java.util.Map;

/**
 * All flags at one moment; immutable.
 *
 * @param epoch which store these revisions belong to; empty for one that was never written to
 * @param revision how often any flag of that store was changed
 * @param flags by key, only those ever changed; keys of flags that this version does not know are kept
 */
public record FlagSnapshot(String epoch, long revision, Map<String, Flag> flags) {

    public static final FlagSnapshot UNTOUCHED = new FlagSnapshot("", 0, Map.of());

    public FlagSnapshot {
        if (revision < 0) {
            throw new IllegalArgumentException("revision: %d (expected: >= 0)".formatted(revision));
        }
        flags = Map.copyOf(flags);
    }

    public Flag flag(BraidFeature feature) {
        Flag flag = flags.get(feature.key());
        return flag == null ? Flag.untouched(feature) : flag;
    }

    /** This snapshot after one more change. */
    public FlagSnapshot with(Flag changed) {
        Map<String, Flag> next = new HashMap<>(flags);
        next.put(changed.key(), changed);
        return new FlagSnapshot(epoch, revision + 1, next);
    }

    /** Whether the other one has changes of the same store that this one has not: this one comes from a store that lost them. */
    public boolean isBehind(FlagSnapshot other) {
        return revision < other.revision && (epoch.isEmpty() || epoch.equals(other.epoch));
    }
}
