package dev.braid.core.playback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.marketdata.BarSeries;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Five rows of a run that is not one row a minute: two in the first second, one in the next minute, two in that after. */
class RowsTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static final BarSeries BARS = new BarSeries(
            new long[] {0, 60, 120},
            new double[] {1, 2, 3},
            new double[] {9, 8, 7},
            new double[] {0.1, 0.2, 0.3},
            new double[] {1.5, 2.5, 3.5},
            new long[] {10, 100, 1_000});

    private static final Rows ROWS = rows(0, 0, 500, 60_000, 120_000, 120_999);

    @Test
    void countsTheMarketOfRowsOfTheSameSecondOnce() {
        assertThat(volume(ROWS.frame(0, 2))).isEqualTo(10);
        assertThat(volume(ROWS.frame(0, 5))).isEqualTo(1_110);
        assertThat(ROWS.frame(1, 5).bar()).isEqualTo(ROWS.frame(0, 5).bar());
    }

    @Test
    void countsTheMarketOfFramesThatMeetInASecondOnce() {
        for (int end = 1; end < 5; end++) {
            Frame both = ROWS.frame(0, end).merged(ROWS.frame(end, 5));

            assertThat(both.bar()).as("%d", end).isEqualTo(ROWS.frame(0, 5).bar());
        }
        Frame one = ROWS.frame(0, 1);
        for (int row = 1; row < 5; row++) {
            one = one.merged(ROWS.frame(row, row + 1));
        }
        assertThat(one.bar()).isEqualTo(ROWS.frame(0, 5).bar());
    }

    @Test
    void countsTheMarketOfPartsThatMeetInASecondOnce() {
        Frame both = rows(0, 0).frame(0, 1).followedBy(rows(1, 500, 60_000).frame(1, 3));

        assertThat(volume(both)).isEqualTo(110);
    }

    @Test
    void showsTheMarketOfEachRow() {
        for (int row = 0; row < 5; row++) {
            assertThat(volume(ROWS.frame(row, row + 1))).isPositive();
        }
    }

    private static long volume(Frame frame) {
        JsonNode json = JSON.readTree(frame.json());
        return json.at("/ohlc/v").asLong();
    }

    private static Rows rows(int from, long... millis) {
        return Rows.of(from, millis, new double[millis.length], BARS, new String[millis.length]);
    }
}
