package dev.braid.bff.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.braid.bff.downsample.Bars;
import dev.braid.bff.fanout.UnreadableReply;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BarsTest {

    private static final String ROW = "\"o\":229.98,\"h\":230.38,\"l\":229.69,\"c\":230.15,\"v\":9781802}";

    @Test
    void readsRowsAndWritesThem() {
        Bars bars = read("{\"symbol\":\"A\",\"bars\":[{\"t\":\"2024-09-20T13:30:00Z\"," + ROW
                + ",{\"v\":167913.0,\"n\":[1,{\"t\":2}],\"c\":1e2,\"l\":0.1,\"h\":231,\"o\":0.30000000000000004,\"t\":\"2024-09-20T13:31:00.5Z\"}],"
                + "\"meta\":{\"bars\":3}}");

        assertThat(bars.size()).isEqualTo(2);
        assertThat(text(bars, ChartQuery.Format.ROWS))
                .isEqualTo(
                        "[{\"timestamp\":\"2024-09-20T13:30:00Z\",\"open\":229.98,\"high\":230.38,\"low\":229.69,"
                                + "\"close\":230.15,\"volume\":9781802},{\"timestamp\":\"2024-09-20T13:31:00.500Z\","
                                + "\"open\":0.30000000000000004,\"high\":231.0,\"low\":0.1,\"close\":100.0,\"volume\":167913}]");
        assertThat(text(bars, ChartQuery.Format.COLUMNS))
                .isEqualTo(
                        "{\"t\":[1726839000000,1726839060500],\"o\":[229.98,0.30000000000000004],\"h\":[230.38,231.0],"
                                + "\"l\":[229.69,0.1],\"c\":[230.15,100.0],\"v\":[9781802,167913]}");
    }

    @Test
    void writesNoBarsAsNone() {
        Bars none = read("{\"bars\":[]}");

        assertThat(text(none, ChartQuery.Format.ROWS)).isEqualTo("[]");
        assertThat(text(none, ChartQuery.Format.COLUMNS))
                .isEqualTo("{\"t\":[],\"o\":[],\"h\":[],\"l\":[],\"c\":[],\"v\":[]}");
        assertThat(Sessions.ends(none)).containsExactly(0);
    }

    @Test
    void readsMoreRowsThanItsLengthPromises() {
        String rows = IntStream.range(0, 3000)
                .mapToObj(row ->
                        "{\"t\":\"" + Instant.ofEpochSecond(60L * row) + "\",\"o\":1,\"h\":1,\"l\":1,\"c\":1,\"v\":1}")
                .collect(Collectors.joining(","));

        assertThat(read("{\"bars\":[" + rows + "]}").size()).isEqualTo(3000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"bars\":null}",
                "{\"bars\":{}}",
                "{\"bars\":[1]}",
                "{\"bars\":[{}]}",
                "{\"bars\":[]}{}",
                "{\"bars\":[]",
                "{\"bars\":[{\"t\":1,\"o\":1,\"h\":1,\"l\":1,\"c\":1,\"v\":1}]}",
                "{\"bars\":[{\"t\":\"2024-09-20\",\"o\":1,\"h\":1,\"l\":1,\"c\":1,\"v\":1}]}",
                "{\"bars\":[{\"t\":\"2024-09-20T13:30:00Z\",\"o\":null,\"h\":1,\"l\":1,\"c\":1,\"v\":1}]}",
                "{\"bars\":[{\"t\":\"2024-09-20T13:30:00Z\",\"o\":\"1\",\"h\":1,\"l\":1,\"c\":1,\"v\":1}]}",
                "{\"bars\":[{\"t\":\"2024-09-20T13:30:00Z\",\"o\":1e999,\"h\":1,\"l\":1,\"c\":1,\"v\":1}]}",
                "{\"bars\":[{\"t\":\"2024-09-20T13:30:00Z\",\"o\":1,\"h\":1,\"l\":1,\"c\":1,\"v\":0.5}]}",
                "{\"bars\":[{\"t\":\"2024-09-20T13:30:00Z\",\"o\":1,\"h\":1,\"l\":1,\"c\":1,\"v\":null}]}",
                "{\"bars\":[{\"t\":\"2024-09-20T13:30:00Z\",\"o\":1,\"h\":1,\"l\":1,\"c\":1,\"v\":9223372036854775808}]}",
                "{\"bars\":[{\"t\":\"2024-09-20T13:30:00Z\",\"o\":1,\"h\":1,\"l\":1,\"c\":1,\"v\":1e99}]}",
                "{\"bars\":[{\"t\":\"2024-09-20T13:30:00Z\",\"o\":1,\"h\":1,\"l\":1,\"c\":1,\"v\":1},"
                        + "{\"t\":\"2024-09-20T13:30:00Z\",\"o\":1,\"h\":1,\"l\":1,\"c\":1,\"v\":1}]}"
            })
    void refusesWhatNoChartCanBeBuiltOn(String body) {
        assertThatExceptionOfType(UnreadableReply.class).isThrownBy(() -> read(body));
    }

    @Test
    void endsSessionsAtMidnightInNewYork() {
        // The clocks went back on 2024-11-03: midnight was at 04:00Z before and is at 05:00Z after.
        Bars bars = bars(
                "2024-11-01T13:30:00Z",
                "2024-11-02T03:59:00Z",
                "2024-11-02T04:00:00Z",
                "2024-11-03T04:00:00Z",
                "2024-11-04T04:59:00Z",
                "2024-11-04T05:00:00Z");

        assertThat(Sessions.ends(bars)).containsExactly(2, 3, 5, 6);
    }

    @Test
    void takesEveryDailyBarForASession() {
        Bars bars = bars("2024-11-01T00:00:00Z", "2024-11-04T00:00:00Z", "2024-11-05T00:00:00Z");

        assertThat(Sessions.ends(bars)).containsExactly(1, 2, 3);
    }

    @Test
    void knowsAnyNumberOfSessions() {
        Bars bars = bars(IntStream.range(0, 100)
                .mapToObj(day -> Instant.ofEpochSecond(86_400L * day).toString())
                .toArray(String[]::new));

        assertThat(Sessions.ends(bars)).hasSize(100).endsWith(99, 100);
    }

    private static Bars bars(String... times) {
        long[] millis = new long[times.length];
        for (int row = 0; row < times.length; row++) {
            millis[row] = Instant.parse(times[row]).toEpochMilli();
        }
        double[] prices = new double[times.length];
        return new Bars(times.length, millis, prices, prices, prices, prices, new long[times.length]);
    }

    private static Bars read(String body) {
        return BarsReader.bars(body.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Bars bars, ChartQuery.Format format) {
        return new String(BarsWriter.write(bars, format), StandardCharsets.UTF_8);
    }
}
