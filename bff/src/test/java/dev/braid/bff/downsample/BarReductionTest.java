package dev.braid.bff.downsample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BarReductionTest {

    @Test
    void joinsThreeMinutesOfAQuarterOfSessionsToFitTenThousand() {
        // The sessions of AAPL from 2024-09-20 to 2024-12-31: two of the 71 are half days.
        int[] rows = new int[71];
        Arrays.fill(rows, 390);
        rows[48] = 331;
        rows[65] = 292;
        int[] ends = ends(rows);

        BarReduction reduction = BarReduction.of(bars(new Random(1), ends[70]), ends, 10_000);

        assertThat(ends[70]).isEqualTo(27_533);
        assertThat(reduction.stride()).isEqualTo(3);
        assertThat(reduction.bars().size()).isEqualTo(9_179);
    }

    @Test
    void joinsRowsOfASession() {
        Bars bars = new Bars(
                4,
                new long[] {0, 60, 120, 180},
                new double[] {100, 100.5, 102, 99},
                new double[] {101, 103, 102.5, 99.5},
                new double[] {99, 100, 98, 97},
                new double[] {100.5, 102, 99, 97.5},
                new long[] {1, 2, 3, 4});

        BarReduction reduction = BarReduction.of(bars, new int[] {4}, 2);

        assertThat(reduction.stride()).isEqualTo(2);
        assertThat(reduction.bars().time()).containsExactly(0, 120);
        assertThat(reduction.bars().open()).containsExactly(100, 102);
        assertThat(reduction.bars().high()).containsExactly(103, 102.5);
        assertThat(reduction.bars().low()).containsExactly(99, 97);
        assertThat(reduction.bars().close()).containsExactly(102, 97.5);
        assertThat(reduction.bars().volume()).containsExactly(3, 7);
    }

    @Test
    void keepsBarsThatFit() {
        Bars bars = bars(new Random(1), 7);

        BarReduction reduction = BarReduction.of(bars, new int[] {3, 7}, 7);

        assertThat(reduction.bars()).isSameAs(bars);
        assertThat(reduction.stride()).isEqualTo(1);
    }

    @Test
    void joinsWholeSessionsWhenThereAreMoreOfThemThanBuckets() {
        int[] ends = ends(5, 5, 5, 5, 5);
        Bars bars = bars(new Random(1), 25);

        BarReduction reduction = BarReduction.of(bars, ends, 2);

        assertThat(reduction.bars().time()).containsExactly(bars.time()[0], bars.time()[10]);
        assertThat(reduction.stride()).isEqualTo(15);
    }

    @Test
    void neverJoinsRowsOfTwoSessionsWhenThereAreAsManyBucketsAsSessions() {
        int[] ends = ends(390, 1, 210);
        Bars bars = bars(new Random(1), 601);

        BarReduction reduction = BarReduction.of(bars, ends, 3);

        assertThat(reduction.bars().time()).containsExactly(bars.time()[0], bars.time()[390], bars.time()[391]);
        assertThat(reduction.stride()).isEqualTo(390);
    }

    @Test
    void refusesAVolumeThatCannotBeExact() {
        Bars bars = bars(new Random(1), 2);
        bars.volume()[0] = Long.MAX_VALUE;
        bars.volume()[1] = 1;

        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> BarReduction.of(bars, new int[] {2}, 1));
    }

    @Test
    void refusesToReduceToNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BarReduction.of(bars(new Random(1), 2), new int[] {2}, 0))
                .withMessage("target: 0 (expected: > 0)");
    }

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void preservesWhatTheRowsSay(long seed) {
        Random random = new Random(seed);
        int[] ends = ends(random.ints(1 + random.nextInt(40), 1, 400).toArray());
        Bars rows = bars(random, ends[ends.length - 1]);
        int target = 1 + random.nextInt(rows.size() + 10);

        BarReduction reduction = BarReduction.of(rows, ends, target);

        Bars bars = reduction.bars();
        int last = bars.size() - 1;
        assertThat(bars.size()).isLessThanOrEqualTo(target);
        assertThat(LongStream.of(bars.volume()).limit(bars.size()).sum())
                .isEqualTo(LongStream.of(rows.volume()).sum());
        assertThat(Arrays.stream(bars.high()).max())
                .isEqualTo(Arrays.stream(rows.high()).max());
        assertThat(Arrays.stream(bars.low()).min())
                .isEqualTo(Arrays.stream(rows.low()).min());
        assertThat(bars.time()[0]).isEqualTo(rows.time()[0]);
        assertThat(bars.open()[0]).isEqualTo(rows.open()[0]);
        assertThat(bars.close()[last]).isEqualTo(rows.close()[rows.size() - 1]);
        assertThat(bars.time()).isSorted();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void usesTheSmallestStrideThatFits(long seed) {
        Random random = new Random(seed);
        int[] ends = ends(random.ints(1 + random.nextInt(40), 1, 400).toArray());
        int target = ends.length + random.nextInt(ends[ends.length - 1]);

        BarReduction reduction = BarReduction.of(bars(random, ends[ends.length - 1]), ends, target);

        assertThat(BarReduction.buckets(ends, reduction.stride())).isLessThanOrEqualTo(target);
        if (reduction.stride() > 1) {
            assertThat(BarReduction.buckets(ends, reduction.stride() - 1)).isGreaterThan(target);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void joinsJoinedBarsToWhatItJoinsRowsTo(long seed) {
        Random random = new Random(seed);
        int[] ends = ends(random.ints(1 + random.nextInt(20), 1, 400).toArray());
        Bars rows = bars(random, ends[ends.length - 1]);
        int fine = 1 + random.nextInt(9);
        int times = 1 + random.nextInt(9);

        Bars joined = BarReduction.joined(rows, BarReduction.strides(ends, fine));
        int[] sessionsOfJoined = IntStream.range(0, ends.length)
                .map(session -> BarReduction.buckets(Arrays.copyOf(ends, session + 1), fine))
                .toArray();
        Bars joinedTwice = BarReduction.joined(joined, BarReduction.strides(sessionsOfJoined, times));

        assertThat(joinedTwice)
                .usingRecursiveComparison()
                .isEqualTo(BarReduction.joined(rows, BarReduction.strides(ends, fine * times)));
    }

    private static int[] ends(int... rows) {
        int[] ends = rows.clone();
        Arrays.parallelPrefix(ends, Integer::sum);
        return ends;
    }

    private static Bars bars(Random random, int size) {
        Bars bars = Bars.ofCapacity(size);
        for (int row = 0; row < size; row++) {
            double open = 100 + random.nextGaussian();
            double close = 100 + random.nextGaussian();
            bars.time()[row] = 1_700_000_000_000L + 60_000L * row;
            bars.open()[row] = open;
            bars.close()[row] = close;
            bars.high()[row] = Math.max(open, close) + random.nextDouble();
            bars.low()[row] = Math.min(open, close) - random.nextDouble();
            bars.volume()[row] = random.nextInt(1_000_000);
        }
        return bars;
    }
}
