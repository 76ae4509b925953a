package dev.braid.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LargestTrianglesTest {

    @Test
    void keepsThePeakOfEachBucket() {
        EquityCurve line = line(0, 0, 0, 9, 0, 0, 0, -9, 0, 0);

        assertThat(LargestTriangles.choose(line, 4)).containsExactly(0, 3, 7, 9);
    }

    @Test
    void returnsAllWhereNothingNeedsToGo() {
        assertThat(LargestTriangles.choose(line(1, 2, 3), 3)).containsExactly(0, 1, 2);
        assertThat(LargestTriangles.choose(line(), 2)).isEmpty();
    }

    @Test
    void returnsTheEndsForATargetOfTwo() {
        assertThat(LargestTriangles.choose(line(1, 2, 3, 4), 2)).containsExactly(0, 3);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void returnsExactlyTheTargetAscendingWithBothEnds(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int size = random.nextInt(3, 5000);
        int target = random.nextInt(2, size);
        EquityCurve line = line(
                IntStream.range(0, size).mapToDouble(i -> random.nextDouble()).toArray());

        int[] chosen = LargestTriangles.choose(line, target);

        assertThat(chosen).as("seed " + seed).hasSize(target).startsWith(0).endsWith(size - 1);
        assertThat(IntStream.range(1, target).allMatch(i -> chosen[i - 1] < chosen[i]))
                .as("seed " + seed)
                .isTrue();
    }

    private static EquityCurve line(double... values) {
        EquityCurve line = new EquityCurve(1);
        for (int i = 0; i < values.length; i++) {
            line.add(i * 60_000L, values[i]);
        }
        return line;
    }
}
