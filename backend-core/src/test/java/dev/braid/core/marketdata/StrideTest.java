package dev.braid.core.marketdata;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrideTest {

    private static final int MINUTES_A_SESSION = 390;

    private final long[] sessions = sessions(300);

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 50, 100, 301, 777, 2_101, 10_000, 58_500, 117_000, 500_000})
    void returnsAtMostAsManyPointsAsAskedForAndKeepsTheVolume(int target) {
        Stride stride = strideFor(sessions, target);

        List<long[]> points = decimated(sessions, stride);

        assertThat(points).hasSizeLessThanOrEqualTo(target).hasSize(stride.points());
        assertThat(points.stream().mapToLong(point -> point[1]).sum()).isEqualTo(sessions.length);
    }

    @Test
    void everyRowIsAPointWhereTheyFit() {
        assertThat(strideFor(sessions, sessions.length)).isEqualTo(new Stride(1, sessions.length));
    }

    @Test
    void firstStrideThatFitsIsTaken() {
        long[] oneSession = sessions(1);

        assertThat(strideFor(oneSession, 389)).isEqualTo(new Stride(2, 195));
        assertThat(strideFor(oneSession, 194)).isEqualTo(new Stride(5, 78));
        assertThat(strideFor(oneSession, 7)).isEqualTo(new Stride(60, 7));
    }

    @Test
    void bucketsOfSeveralSessionsHoldWholeOnes() {
        Stride stride = strideFor(sessions, 100);

        assertThat(stride.minutes() % 1_440).isZero();
        assertThat(decimated(sessions, stride)).allSatisfy(point -> {
            assertThat(point[0] % 86_400).isZero();
            assertThat(point[1] % MINUTES_A_SESSION).isZero();
        });
    }

    @Test
    void emptyRangeHasNoPoints() {
        assertThat(strideFor(new long[0], 100)).isEqualTo(new Stride(1, 0));
    }

    @Test
    void firstHighLowLastAndSumMakeABucket() {
        List<String> written = new ArrayList<>();
        Buckets buckets = new Buckets(
                t -> t / 300,
                t -> t / 300 * 300,
                (t, o, h, l, c, v, n) -> written.add(t + " " + o + " " + h + " " + l + " " + c + " " + v));

        buckets.bar(300, 10, 11, 9, 10.5, 100, 1);
        buckets.bar(360, 10.5, 14, 10, 12, 200, 1);
        buckets.bar(600, 12, 12, 8, 9, 300, 1);
        buckets.end();

        assertThat(written).containsExactly("300 10.0 14.0 9.0 12.0 300", "600 12.0 12.0 8.0 9.0 300");
    }

    private static Stride strideFor(long[] times, int target) {
        Stride.Choice choice = new Stride.Choice();
        for (long time : times) {
            choice.accept(time);
        }
        return choice.forAtMost(target);
    }

    /** Time and volume of each point, of bars with a volume of one. */
    private static List<long[]> decimated(long[] times, Stride stride) {
        List<long[]> points = new ArrayList<>();
        Buckets buckets = stride.bucketsInto((t, o, h, l, c, v, n) -> points.add(new long[] {t, v}));
        for (long time : times) {
            buckets.bar(time, 1, 1, 1, 1, 1, 1);
        }
        buckets.end();
        return points;
    }

    private static long[] sessions(int count) {
        TreeMap<Long, Boolean> times = new TreeMap<>();
        LocalDate day = LocalDate.of(2024, 1, 2);
        for (int found = 0; found < count; day = day.plusDays(1)) {
            if (SessionCalendar.isTradingDay(day)) {
                found++;
                long open = day.atTime(SessionCalendar.OPEN)
                        .atZone(SessionCalendar.ZONE)
                        .toEpochSecond();
                for (int minute = 0; minute < MINUTES_A_SESSION; minute++) {
                    times.put(open + minute * 60L, true);
                }
            }
        }
        assertThat(day.atStartOfDay(ZoneOffset.UTC).toEpochSecond()).isGreaterThan(times.lastKey() - 86_400);
        return times.keySet().stream().mapToLong(Long::longValue).toArray();
    }
}
