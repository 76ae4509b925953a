package dev.braid.bff.flags;

import dev.braid.bff.observe.Metrics;
import dev.braid.flags.BraidFeature;
import dev.braid.flags.Flag;
import dev.braid.flags.FlagEvaluator;
import dev.braid.flags.store.FlagStore;
import dev.braid.flags.store.ForcedFlagsSource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The flags as {@link Metrics} names them. */
@Component
final class FlagMeters implements MeterBinder {

    private final FlagStore store;
    private final ForcedFlagsSource forced;
    private final FlagEvaluator evaluator;
    private final InstantSource clock = InstantSource.system();

    FlagMeters(FlagStore store, ForcedFlagsSource forced, FlagEvaluator evaluator) {
        this.store = store;
        this.forced = forced;
        this.evaluator = evaluator;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (BraidFeature feature : BraidFeature.values()) {
            Gauge.builder(Metrics.FLAG_STATE, () -> isOn(feature) ? 1 : 0)
                    .tag(Metrics.FLAG, feature.key())
                    .register(registry);
            countEvaluations(registry, feature);
            countFlips(registry, feature);
        }
        Gauge.builder(Metrics.FLAG_SYNCHRONIZATION_AGE, this::age)
                .baseUnit("seconds")
                .register(registry);
    }

    private boolean isOn(BraidFeature feature) {
        return forced.get()
                .state(feature)
                .orElseGet(() -> store.snapshot().flag(feature).on());
    }

    private void countEvaluations(MeterRegistry registry, BraidFeature feature) {
        Stream.of(true, false)
                .forEach(answer -> FunctionCounter.builder(
                                Metrics.FLAG_EVALUATIONS, evaluator, each -> each.evaluations(feature, answer))
                        .tag(Metrics.FLAG, feature.key())
                        .tag(Metrics.OUTCOME, Flag.state(answer))
                        .register(registry));
    }

    private void countFlips(MeterRegistry registry, BraidFeature feature) {
        Counter flips = registry.counter(Metrics.FLAG_FLIPS, Metrics.FLAG, feature.key());
        store.addListener((from, to) -> {
            if (to.key().equals(feature.key())) {
                flips.increment();
            }
        });
    }

    private double age() {
        return store.synchronizedAt()
                .map(at -> Duration.between(at, clock.instant()).toMillis() / 1000.0)
                .orElse(Double.NaN);
    }
}
