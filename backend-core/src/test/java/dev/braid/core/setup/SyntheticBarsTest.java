package dev.braid.core.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SyntheticBarsTest {
    private record Bar(
            long second, double open, double high, double low, double close, long volume, int trades, double mean) {}

    private static final List<Bar> YEAR = year(7);

    @Test
    void holdsEveryMinuteOfEverySession() {
        // 2024 had 249 full sessions and three of 210 minutes.
        assertThat(YEAR).hasSize(249 * 390 + 3 * 210);
        assertThat(Instant.ofEpochSecond(YEAR.get(0).second())).isEqualTo("2024-01-02T14:30:00Z");
        assertThat(Instant.ofEpochSecond(YEAR.get(YEAR.size() - 1).second())).isEqualTo("2024-12-31T20:59:00Z");
        assertThat(YEAR).extracting(Bar::second).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void isConsistentAndInWholeCents() {
        assertThat(YEAR).allSatisfy(bar -> {
            assertThat(bar.low()).isLessThanOrEqualTo(Math.min(bar.open(), bar.close()));
            assertThat(bar.high()).isGreaterThanOrEqualTo(Math.max(bar.open(), bar.close()));
            assertThat(bar.mean()).isBetween(bar.low(), bar.high());
            assertThat(bar.close()).isEqualTo(Math.round(bar.close() * 100) / 100.0);
            assertThat(bar.volume()).isPositive();
            assertThat(bar.trades()).isPositive();
        });
    }

    @Test
    void tradesMostAtTheOpenAndLeastAtMidday() {
        double[] volume = new double[390];
        for (int i = 0; i < 100 * 390; i++) {
            volume[i % 390] += YEAR.get(i).volume();
        }

        assertThat(volume[0]).isGreaterThan(2 * volume[200]);
        assertThat(volume[389]).isBetween(1.5 * volume[200], volume[0]);
    }

    @Test
    void opensWithGapsAndWandersWithoutExploding() {
        long gaps = 0;
        for (int i = 390; i < 100 * 390; i += 390) {
            gaps += Math.abs(YEAR.get(i).open() / YEAR.get(i - 1).close() - 1) > 0.001 ? 1 : 0;
        }

        assertThat(gaps).isGreaterThan(60);
        assertThat(YEAR).allSatisfy(bar -> assertThat(bar.close()).isBetween(20.0, 500.0));
    }

    @Test
    void isTheSameForTheSameSeedAndAnotherForAnother() {
        assertThat(year(7)).isEqualTo(YEAR);
        assertThat(year(8).get(1000)).isNotEqualTo(YEAR.get(1000));
    }

    @Test
    void isTheSameEverywhere() {
        // Computed once; a difference means that the demo's bars, and all that is shown with them, have changed.
        long digest = 0;
        for (Bar bar : YEAR) {
            digest = 31 * digest + Math.round(bar.close() * 100);
            digest = 31 * digest + bar.volume();
        }

        assertThat(digest).isEqualTo(-2017515129146736929L);
    }

    private static List<Bar> year(long seed) {
        List<Bar> bars = new ArrayList<>();
        new SyntheticBars(seed, 100, 20_000)
                .year(2024, (t, o, h, l, c, v, n, vw) -> bars.add(new Bar(t, o, h, l, c, v, n, vw)));
        return bars;
    }
}
