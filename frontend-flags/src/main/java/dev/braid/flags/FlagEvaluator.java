package dev.braid.flags;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.togglz.core.spi.ActivationStrategy;
import org.togglz.core.user.FeatureUser;

/**
 * Whether a feature is on, here and now: a function of what is forced, the snapshot and the user given.
 *
 * <p>Never blocks, never throws, usable on an event loop. A forced flag counts first; a strategy that is unknown or fails means off,
 * because off is plain pass-through.
 *
 * <p>Not {@code FeatureManager.isActive}, because it takes the user from the thread, of which a reactive caller has none.
 */
public final class FlagEvaluator {

    private static final Logger log = LoggerFactory.getLogger(FlagEvaluator.class);

    private final Supplier<FlagSnapshot> snapshots;
    private final Supplier<ForcedFlags> forced;
    private final Map<String, ActivationStrategy> strategies;
    private final LongAdder[] active = counters();
    private final LongAdder[] inactive = counters();

    public FlagEvaluator(
            Supplier<FlagSnapshot> snapshots, Supplier<ForcedFlags> forced, List<ActivationStrategy> strategies) {
        this.snapshots = snapshots;
        this.forced = forced;
        this.strategies = strategies.stream().collect(Collectors.toMap(ActivationStrategy::getId, each -> each));
    }

    /** For a caller whom no strategy can tell from another. */
    public boolean isActive(BraidFeature feature) {
        return isActive(feature, null);
    }

    public boolean isActive(BraidFeature feature, @Nullable FeatureUser user) {
        boolean answer = forced.get().state(feature).orElseGet(() -> isOn(feature, user));
        (answer ? active : inactive)[feature.ordinal()].increment();
        return answer;
    }

    /** How often the feature was asked for and had this answer. */
    public long evaluations(BraidFeature feature, boolean answer) {
        return (answer ? active : inactive)[feature.ordinal()].sum();
    }

    private boolean isOn(BraidFeature feature, @Nullable FeatureUser user) {
        Flag flag = snapshots.get().flag(feature);
        Strategy strategy = flag.strategy();
        if (!flag.on() || strategy == null) {
            return flag.on();
        }
        return isOnFor(user, feature, strategy);
    }

    private boolean isOnFor(@Nullable FeatureUser user, BraidFeature feature, Strategy strategy) {
        ActivationStrategy decides = strategies.get(strategy.id());
        if (decides == null) {
            return false;
        }
        try {
            return decides.isActive(TogglzStates.of(feature, true, strategy), user);
        } catch (RuntimeException failure) {
            log.error("flag {}: its strategy {} failed, taken as off", feature.key(), strategy, failure);
            return false;
        }
    }

    /** One for each feature, by its ordinal. */
    private static LongAdder[] counters() {
        return Stream.generate(LongAdder::new)
                .limit(BraidFeature.values().length)
                .toArray(LongAdder[]::new);
    }
}
