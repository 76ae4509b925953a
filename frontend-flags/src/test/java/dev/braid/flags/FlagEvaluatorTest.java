package dev.braid.flags;

import static dev.braid.flags.BraidFeature.CHART_AGGREGATION;
import static dev.braid.flags.BraidFeature.RUN_AGGREGATION;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.togglz.core.activation.Parameter;
import org.togglz.core.repository.FeatureState;
import org.togglz.core.spi.ActivationStrategy;
import org.togglz.core.user.FeatureUser;
import org.togglz.core.user.SimpleFeatureUser;

class FlagEvaluatorTest {

    private static final FeatureUser ALICE = new SimpleFeatureUser("alice");

    private final AtomicReference<FlagSnapshot> snapshot = new AtomicReference<>(FlagSnapshot.UNTOUCHED);
    private final AtomicReference<ForcedFlags> forced = new AtomicReference<>(ForcedFlags.NONE);
    private final FlagEvaluator evaluator =
            new FlagEvaluator(snapshot::get, forced::get, new ActivationStrategies().getActivationStrategies());

    @Test
    void answersTheDefaultOfAFlagThatNobodyTouched() {
        assertThat(evaluator.isActive(CHART_AGGREGATION)).isEqualTo(CHART_AGGREGATION.onByDefault());
    }

    @Test
    void answersWhatTheSnapshotSays() {
        stored(false, null);

        assertThat(evaluator.isActive(CHART_AGGREGATION)).isFalse();
        assertThat(evaluator.isActive(RUN_AGGREGATION)).isTrue();
    }

    @Test
    void obeysWhatIsForcedBeforeTheSnapshot() {
        stored(false, null);
        forced.set(ForcedFlags.parse("chart-aggregation=on,run-aggregation=off"));

        assertThat(evaluator.isActive(CHART_AGGREGATION)).isTrue();
        assertThat(evaluator.isActive(RUN_AGGREGATION)).isFalse();
    }

    @Test
    void asksTheStrategyForTheUserGiven() {
        stored(true, Strategy.parse("username:users=alice,bob"));

        assertThat(evaluator.isActive(CHART_AGGREGATION, ALICE)).isTrue();
        assertThat(evaluator.isActive(CHART_AGGREGATION, new SimpleFeatureUser("carol")))
                .isFalse();
        assertThat(evaluator.isActive(CHART_AGGREGATION)).isFalse();
    }

    @Test
    void isOffForEveryoneWhenSwitchedOffWhateverTheStrategy() {
        stored(false, Strategy.parse("username:users=alice"));

        assertThat(evaluator.isActive(CHART_AGGREGATION, ALICE)).isFalse();
    }

    @Test
    void takesAnUnknownStrategyAsOff() {
        stored(true, Strategy.parse("script:lang=js;script=true"));

        assertThat(evaluator.isActive(CHART_AGGREGATION, ALICE)).isFalse();
    }

    @Test
    void takesAFailingStrategyAsOff() {
        stored(true, Strategy.parse("failing"));
        FlagEvaluator withFailing = new FlagEvaluator(snapshot::get, forced::get, List.of(new FailingStrategy()));

        assertThat(withFailing.isActive(CHART_AGGREGATION, ALICE)).isFalse();
    }

    @Test
    void countsItsAnswers() {
        evaluator.isActive(CHART_AGGREGATION);
        evaluator.isActive(CHART_AGGREGATION);
        stored(false, null);
        evaluator.isActive(CHART_AGGREGATION);

        assertThat(evaluator.evaluations(CHART_AGGREGATION, true)).isEqualTo(2);
        assertThat(evaluator.evaluations(CHART_AGGREGATION, false)).isOne();
        assertThat(evaluator.evaluations(RUN_AGGREGATION, true)).isZero();
    }

    private void stored(boolean on, @Nullable Strategy strategy) {
        Flag flag = new Flag(CHART_AGGREGATION.key(), on, strategy, 1, Instant.EPOCH);
        snapshot.set(new FlagSnapshot("test", 1, Map.of(flag.key(), flag)));
    }

    private static final class FailingStrategy implements ActivationStrategy {

        @Override
        public String getId() {
            return "failing";
        }

        @Override
        public String getName() {
            return "Failing";
        }

        @Override
        public boolean isActive(FeatureState state, FeatureUser user) {
            throw new IllegalStateException("cannot decide");
        }

        @Override
        public Parameter[] getParameters() {
            return new Parameter[0];
        }
    }
}
