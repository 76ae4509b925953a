package dev.braid.bff.downsample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LineReductionTest {

    private static final double[] ZIGZAG = {0, 2, 1, 5, 3, 4, 9, 7, 8, 1, 0, 6, 2, 2, 7, -3, 4, 5, 1, 3};
    private static final long[] ROWS = LongStream.range(0, 20).toArray();
    private static final long[] WITH_A_HOLE = LongStream.concat(
                    LongStream.range(0, 8), LongStream.concat(LongStream.rangeClosed(20, 30), LongStream.of(40)))
            .toArray();

    // The answers of the worked examples are those of tsdownsample (Rust) and of the npm package downsample.

    @Test
    void choosesWhatTheReferenceChooses() {
        assertThat(Lttb.indices(ROWS, ZIGZAG, 5)).containsExactly(0, 6, 10, 14, 19);
        assertThat(Lttb.indices(ROWS, ZIGZAG, 8)).containsExactly(0, 3, 6, 9, 11, 15, 16, 19);
        assertThat(MinMaxLttb.indices(ROWS, ZIGZAG, 3)).containsExactly(0, 6, 19);
    }

    @Test
    void weighsTrianglesByTime() {
        assertThat(Lttb.indices(WITH_A_HOLE, ZIGZAG, 5)).containsExactly(0, 6, 10, 14, 19);
        assertThat(Lttb.indices(WITH_A_HOLE, ZIGZAG, 8)).containsExactly(0, 3, 6, 8, 10, 15, 17, 19);
    }

    @Test
    void choosesWhatTheReferenceChoosesOfAThousand() {
        double[] walk = walkOfTheReference();
        long[] rows = LongStream.range(0, 1000).toArray();
        long[] minutes = LongStream.range(0, 1000)
                .map(row -> 1_700_000_000_000L + 60_000 * row)
                .toArray();
        int[] lttb = {0, 52, 71, 127, 174, 257, 281, 388, 427, 479, 546, 599, 624, 698, 722, 805, 876, 904, 963, 999};
        int[] minMaxLttb = {
            0, 27, 71, 127, 174, 255, 294, 369, 393, 461, 517, 599, 624, 698, 719, 805, 872, 904, 963, 999
        };

        assertThat(walk[0]).isEqualTo(0.15515404877027217);
        assertThat(walk[999]).isEqualTo(-3.0892499923190284);
        assertThat(Lttb.indices(rows, walk, 20)).containsExactly(lttb);
        assertThat(Lttb.indices(minutes, walk, 20)).containsExactly(lttb);
        assertThat(MinMaxLttb.indices(rows, walk, 20)).containsExactly(minMaxLttb);
    }

    @Test
    void keepsTheEarliestOfEqualPoints() {
        double[] constant = new double[20];
        Arrays.fill(constant, 1.0);

        assertThat(Lttb.indices(ROWS, constant, 5)).containsExactly(0, 1, 7, 13, 19);
    }

    @Test
    void answersAShortLineWhole() {
        assertThat(LineReduction.indices(ROWS, ZIGZAG, 20))
                .containsExactly(IntStream.range(0, 20).toArray());
        assertThat(LineReduction.indices(new long[0], new double[0], 4)).isEmpty();
    }

    @Test
    void keepsTheExtremesOfALineReducedToFour() {
        assertThat(LineReduction.indices(ROWS, ZIGZAG, 4)).containsExactly(0, 6, 15, 19);
    }

    @Test
    void neverChoosesWhatIsNotFinite() {
        double[] values = ZIGZAG.clone();
        values[0] = Double.NaN;
        values[6] = Double.POSITIVE_INFINITY;
        values[15] = Double.NEGATIVE_INFINITY;

        int[] chosen = LineReduction.indices(ROWS, values, 6);

        assertThat(chosen)
                .hasSizeLessThanOrEqualTo(6)
                .startsWith(1)
                .endsWith(19)
                .doesNotContain(0, 6, 15);
    }

    @Test
    void answersNothingOfALineWithoutFiniteValues() {
        double[] values = new double[20];
        Arrays.fill(values, Double.NaN);

        assertThat(LineReduction.indices(ROWS, values, 6)).isEmpty();
    }

    @Test
    void refusesToKeepFewerThanFour() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LineReduction.indices(ROWS, ZIGZAG, 3))
                .withMessage("points: 3 (expected: >= 4)");
    }

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void keepsEndsAndExtremes(long seed) {
        Random random = new Random(seed);
        int size = 1 + random.nextInt(3000);
        int points = LineReduction.FEWEST_POINTS + random.nextInt(random.nextBoolean() ? 12 : size + 4);
        double[] value = values(random, size);
        long[] time = times(random, size);

        int[] chosen = LineReduction.indices(time, value, points);

        assertThat(chosen).hasSize(Math.min(size, points)).startsWith(0).endsWith(size - 1);
        for (int position = 1; position < chosen.length; position++) {
            assertThat(chosen[position]).isGreaterThan(chosen[position - 1]);
        }
        assertThat(Arrays.stream(chosen).mapToDouble(index -> value[index]).min())
                .isEqualTo(Arrays.stream(value).min());
        assertThat(Arrays.stream(chosen).mapToDouble(index -> value[index]).max())
                .isEqualTo(Arrays.stream(value).max());
    }

    private static double[] values(Random random, int size) {
        double[] value = new double[size];
        double level = 0;
        boolean walk = random.nextBoolean();
        for (int index = 0; index < size; index++) {
            level = walk ? level + random.nextGaussian() : random.nextInt(5);
            value[index] = level;
        }
        return value;
    }

    private static long[] times(Random random, int size) {
        long[] time = new long[size];
        long now = 1_700_000_000_000L;
        for (int index = 0; index < size; index++) {
            now += random.nextInt(50) == 0 ? 63_000_000 : random.nextInt(3) * 60_000L;
            time[index] = now;
        }
        return time;
    }

    private static double[] walkOfTheReference() {
        double[] walk = new double[1000];
        long state = 12345;
        double value = 0;
        for (int row = 0; row < walk.length; row++) {
            state = (state * 1103515245 + 12345) & 0x7fffffff;
            value += state / 2147483647.0 - 0.5;
            walk[row] = value;
        }
        return walk;
    }
}
