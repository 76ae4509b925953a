package dev.braid.bff.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ForgottenTest {

    private final Forgotten forgotten = new Forgotten();

    @Test
    void concernsOnlyWhatBeganBefore() {
        long before = forgotten.mark();
        forgotten.add("a");
        long after = forgotten.mark();

        assertThat(forgotten.since(before, Set.of("a", "b"))).isTrue();
        assertThat(forgotten.since(before, Set.of("b"))).isFalse();
        assertThat(forgotten.since(after, Set.of("a"))).isFalse();
    }

    @Test
    void concernsEveryTagWhenEverythingIsForgotten() {
        long before = forgotten.mark();
        forgotten.add(CacheRequest.EVERYTHING);

        assertThat(forgotten.since(before, Set.of())).isTrue();
        assertThat(forgotten.since(forgotten.mark(), Set.of())).isFalse();
    }

    @Test
    void forgetsEverythingRatherThanLoseATag() {
        long before = forgotten.mark();
        for (int i = 0; i <= 100_000; i++) {
            forgotten.add("tag:" + i);
        }

        assertThat(forgotten.since(before, Set.of("tag:0"))).isTrue();
        assertThat(forgotten.since(before, Set.of("never mentioned"))).isTrue();
        assertThat(forgotten.since(forgotten.mark(), Set.of("tag:0"))).isFalse();
    }
}
