package dev.braid.flags.store;

import dev.braid.flags.BraidFeature;
import dev.braid.flags.Flag;
import dev.braid.flags.FlagSnapshot;
import dev.braid.flags.ForcedFlags;
import dev.braid.flags.TogglzStates;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.togglz.core.Feature;
import org.togglz.core.repository.FeatureState;
import org.togglz.core.repository.StateRepository;

/**
 * The flags as Togglz sees them.
 *
 * <p>Reads are reads of memory, hand out a copy each, and never throw; a feature that is not ours is null, which Togglz takes as its
 * default. Writes go to the store, which may block and refuse; nothing is changed before the store has said so.
 *
 * <p>Not {@code CachingStateRepository}, which hands out its own mutable states: setting one without saving it flips the live flag.
 */
public final class SnapshotStateRepository implements StateRepository {

    private final FlagStore store;
    private final Supplier<ForcedFlags> forced;

    public SnapshotStateRepository(FlagStore store, Supplier<ForcedFlags> forced) {
        this.store = store;
        this.forced = forced;
    }

    @Override
    public @Nullable FeatureState getFeatureState(Feature feature) {
        return BraidFeature.of(feature).map(this::state).orElse(null);
    }

    /** @throws FlagRefusedException if the feature is not ours, is forced, or was changed by someone else at the same time */
    @Override
    public void setFeatureState(FeatureState state) {
        BraidFeature feature = BraidFeature.of(state.getFeature())
                .orElseThrow(() -> new FlagRefusedException("flag: %s (expected: a known one)"
                        .formatted(state.getFeature().name())));
        FlagSnapshot snapshot = store.snapshot();
        if (forced.get().state(feature).isPresent()) {
            throw new FlagRefusedException("flag %s: forced (expected: not forced)".formatted(feature.key()));
        }
        FlagChange change = new FlagChange(
                feature,
                snapshot.flag(feature).revision(),
                state.isEnabled(),
                Optional.of(new FlagChange.NewStrategy(TogglzStates.strategy(state))),
                "togglz",
                "set through Togglz, which knows no reason");
        if (store.change(change) instanceof ChangeOutcome.Stale stale) {
            throw new FlagRefusedException("flag %s: revision %d (expected: %d)"
                    .formatted(feature.key(), stale.current().revision(), change.expectedRevision()));
        }
    }

    private FeatureState state(BraidFeature feature) {
        Flag flag = store.snapshot().flag(feature);
        return forced.get()
                .state(feature)
                .map(on -> TogglzStates.of(feature, on, null))
                .orElseGet(() -> TogglzStates.of(feature, flag.on(), flag.strategy()));
    }
}
