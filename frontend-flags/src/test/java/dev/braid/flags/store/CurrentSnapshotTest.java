package dev.braid.flags.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.flags.BraidFeature;
import dev.braid.flags.Flag;
import dev.braid.flags.FlagSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CurrentSnapshotTest {

    private static final String KEY = BraidFeature.CHART_AGGREGATION.key();

    private final CurrentSnapshot current = new CurrentSnapshot();

    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void endsAtTheNewestInWhateverOrderRepliesArrive(long seed) {
        List<FlagSnapshot> replies = new ArrayList<>();
        for (int revision = 1; revision <= 20; revision++) {
            replies.add(snapshot("one", revision, revision % 2 == 0));
        }
        Collections.shuffle(replies, new Random(seed));

        replies.forEach(current::accept);

        assertThat(current.get()).isEqualTo(snapshot("one", 20, true));
    }

    @Test
    void takesAnotherStoreWhateverItsRevision() {
        current.accept(snapshot("one", 20, false));

        assertThat(current.accept(snapshot("two", 1, true))).isTrue();
        assertThat(current.get().epoch()).isEqualTo("two");
    }

    @Test
    void tellsOnlyOfStatesThatBecameOthersEvenIfAListenerFails() {
        List<Flag> heard = new ArrayList<>();
        current.addListener((from, to) -> {
            throw new IllegalStateException("a listener that fails");
        });
        current.addListener((from, to) -> heard.add(to));

        current.accept(snapshot("one", 1, false));
        current.accept(snapshot("one", 2, false));
        current.accept(snapshot("one", 3, true));

        assertThat(heard).extracting(Flag::on).containsExactly(false, true);
    }

    private static FlagSnapshot snapshot(String epoch, long revision, boolean on) {
        return new FlagSnapshot(epoch, revision, Map.of(KEY, new Flag(KEY, on, null, revision, Instant.EPOCH)));
    }
}
