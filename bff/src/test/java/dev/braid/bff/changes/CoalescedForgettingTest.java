package dev.braid.bff.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.observe.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class CoalescedForgettingTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Forgettings cache = new Forgettings();
    private final CoalescedForgetting forgetting = new CoalescedForgetting(cache, new ChangesMetrics(registry));
    private final Sinks.Empty<Void> done = Sinks.empty();

    private double counted(String name) {
        return registry.get(name).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private static Set<String> tags(int from, int to) {
        return IntStream.range(from, to).mapToObj(number -> "t" + number).collect(Collectors.toSet());
    }

    @Test
    void forgetsAtOnceWhileNothingIsUnderWay() {
        forgetting.tags(Set.of("a", "b"));
        forgetting.tags(Set.of("a"));

        assertThat(cache.batches).containsExactly(Set.of("a", "b"), Set.of("a"));
        assertThat(counted(Metrics.CHANGES_TAGS)).isEqualTo(3);
    }

    @Test
    void forgetsEachTagOnceOfWhatCameInWhileItWasAtIt() {
        cache.takes = done.asMono();
        forgetting.tags(Set.of("a"));
        forgetting.tags(Set.of("b", "c"));
        forgetting.tags(Set.of("c", "a"));
        assertThat(cache.batches).containsExactly(Set.of("a"));

        cache.takes = Mono.empty();
        done.tryEmitEmpty();

        assertThat(cache.batches).containsExactly(Set.of("a"), Set.of("a", "b", "c"));
        assertThat(counted(Metrics.CHANGES_TAGS)).isEqualTo(4);
    }

    @Test
    void forgetsNothingBesideEverything() {
        cache.takes = done.asMono();
        forgetting.tags(Set.of("a"));
        forgetting.tags(Set.of("b"));
        forgetting.everything(Flush.GAP);
        forgetting.everything(Flush.UNREADABLE);
        forgetting.tags(Set.of("c"));

        cache.takes = Mono.empty();
        done.tryEmitEmpty();

        assertThat(cache.batches).containsExactly(Set.of("a"), Forgettings.EVERYTHING);
        assertThat(counted(Metrics.CHANGES_FLUSHES)).isEqualTo(2);
    }

    @Test
    void forgetsAgainWhatComesInWhileEverythingIsBeingForgotten() {
        cache.takes = done.asMono();
        forgetting.everything(Flush.CONNECTED);
        forgetting.tags(Set.of("a"));

        cache.takes = Mono.empty();
        done.tryEmitEmpty();

        assertThat(cache.batches).containsExactly(Forgettings.EVERYTHING, Set.of("a"));
    }

    @Test
    void forgetsEverythingInThePlaceOfTooMany() {
        cache.takes = done.asMono();
        forgetting.tags(Set.of("first"));
        forgetting.tags(tags(0, 6_000));
        forgetting.tags(tags(4_000, 10_000));
        forgetting.tags(tags(0, 1));
        forgetting.tags(Set.of("one more"));

        cache.takes = Mono.empty();
        done.tryEmitEmpty();

        assertThat(cache.batches).containsExactly(Set.of("first"), Forgettings.EVERYTHING);
        assertThat(registry.get(Metrics.CHANGES_FLUSHES)
                        .tag(Metrics.REASON, "too_many")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void doesNothingForAnEventThatNamesNothing() {
        forgetting.tags(Set.of());

        assertThat(cache.batches).isEmpty();
    }

    @Test
    void goesOnAfterACacheThatFailed() {
        cache.takes = Mono.error(new IllegalStateException("broken"));
        forgetting.tags(Set.of("a"));
        cache.takes = Mono.empty();
        forgetting.tags(Set.of("b"));

        assertThat(cache.batches).containsExactly(Set.of("a"), Set.of("b"));
    }
}
