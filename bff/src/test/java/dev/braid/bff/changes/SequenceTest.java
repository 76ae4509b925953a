package dev.braid.bff.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.changes.Frame.Event;
import dev.braid.bff.changes.Frame.Greeting;
import dev.braid.bff.changes.Frame.Unreadable;
import dev.braid.bff.observe.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SequenceTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ChangesMetrics metrics = new ChangesMetrics(registry);
    private final Forgettings cache = new Forgettings();
    private final Sequence sequence = new Sequence(new CoalescedForgetting(cache, metrics), metrics);

    private void greeted(long at) {
        sequence.follow(new Greeting(at, "service:bff"));
        assertThat(cache.batches).containsExactly(Forgettings.EVERYTHING);
        cache.batches.clear();
    }

    private void event(long number, String... tags) {
        sequence.follow(new Event(number, Optional.of(Set.of(tags))));
    }

    private double count(String name, String tag, String value) {
        return registry.get(name).tag(tag, value).counter().count();
    }

    @Test
    void forgetsEverythingAtTheGreeting() {
        greeted(7);

        assertThat(count(Metrics.CHANGES_FLUSHES, Metrics.REASON, "connected")).isEqualTo(1);
    }

    @Test
    void forgetsNothingBeforeTheGreeting() {
        event(1, "a");
        sequence.follow(new Unreadable());

        assertThat(cache.batches).isEmpty();
    }

    @Test
    void forgetsWhatEachEventNames() {
        greeted(7);

        event(8, "a");
        event(9, "b", "c");

        assertThat(cache.batches).containsExactly(Set.of("a"), Set.of("b", "c"));
        assertThat(count(Metrics.CHANGES_EVENTS, Metrics.OUTCOME, "followed")).isEqualTo(2);
    }

    @Test
    void ignoresWhatItWasToldBefore() {
        greeted(7);
        event(8, "a");

        event(8, "a");
        event(3, "b");
        event(9, "c");

        assertThat(cache.batches).containsExactly(Set.of("a"), Set.of("c"));
        assertThat(count(Metrics.CHANGES_EVENTS, Metrics.OUTCOME, "duplicate")).isEqualTo(2);
    }

    @Test
    void forgetsEverythingWhereANumberIsMissingAndGoesOnFromThere() {
        greeted(7);

        event(9, "a");
        event(10, "b");

        assertThat(cache.batches).containsExactly(Forgettings.EVERYTHING, Set.of("b"));
        assertThat(count(Metrics.CHANGES_FLUSHES, Metrics.REASON, "gap")).isEqualTo(1);
    }

    @Test
    void forgetsEverythingForAnEventThatDoesNotSayWhat() {
        greeted(7);

        sequence.follow(new Event(8, Optional.empty()));
        event(9, "b");

        assertThat(cache.batches).containsExactly(Forgettings.EVERYTHING, Set.of("b"));
        assertThat(count(Metrics.CHANGES_FLUSHES, Metrics.REASON, "untagged")).isEqualTo(1);
    }

    @Test
    void forgetsEverythingForAFrameThatCannotBeRead() {
        greeted(7);

        sequence.follow(new Unreadable());

        assertThat(cache.batches).containsExactly(Forgettings.EVERYTHING);
        assertThat(count(Metrics.CHANGES_FLUSHES, Metrics.REASON, "unreadable")).isEqualTo(1);
        assertThat(count(Metrics.CHANGES_EVENTS, Metrics.OUTCOME, "unreadable")).isEqualTo(1);
    }

    @Test
    void beginsAnewAtAnotherGreeting() {
        greeted(7);
        greeted(2);

        event(3, "a");

        assertThat(cache.batches).containsExactly(Set.of("a"));
    }
}
