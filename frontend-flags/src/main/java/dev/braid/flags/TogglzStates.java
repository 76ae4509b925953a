package dev.braid.flags;

import org.jspecify.annotations.Nullable;
import org.togglz.core.repository.FeatureState;

/** A flag in the mutable form that Togglz wants; made anew each time, so that nobody can change ours through it. */
public final class TogglzStates {

    private TogglzStates() {}

    public static FeatureState of(BraidFeature feature, boolean on, @Nullable Strategy strategy) {
        FeatureState state = new FeatureState(feature, on);
        if (strategy != null) {
            state.setStrategyId(strategy.id());
            strategy.parameters().forEach(state::setParameter);
        }
        return state;
    }

    /** The strategy that a state names, null for none. */
    public static @Nullable Strategy strategy(FeatureState state) {
        String id = state.getStrategyId();
        return id == null || id.isBlank() ? null : Strategy.of(id, state.getParameterMap());
    }
}
