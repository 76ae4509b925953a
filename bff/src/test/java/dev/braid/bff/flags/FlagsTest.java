package dev.braid.bff.flags;

import static dev.braid.flags.BraidFeature.CHART_AGGREGATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.flags.FlagEvaluator;
import dev.braid.flags.FlagSnapshot;
import dev.braid.flags.ForcedFlags;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.reactive.function.server.MockServerRequest;
import org.springframework.web.reactive.function.server.RequestPredicate;

class FlagsTest {

    @Test
    void takesARouteOutOfTheTableWhileItsFeatureIsOff() {
        AtomicReference<ForcedFlags> forced = new AtomicReference<>(ForcedFlags.NONE);
        RequestPredicate active = new Flags(new FlagEvaluator(() -> FlagSnapshot.UNTOUCHED, forced::get, List.of()))
                .active(CHART_AGGREGATION);
        MockServerRequest request = MockServerRequest.builder().build();

        assertThat(active.test(request)).isTrue();

        forced.set(ForcedFlags.parse("chart-aggregation=off"));

        assertThat(active.test(request)).isFalse();
        assertThat(active).hasToString("active(CHART_AGGREGATION)");
    }
}
