package dev.braid.bff.chart;

import dev.braid.bff.document.Rehearsal;
import dev.braid.bff.downsample.BarReduction;
import dev.braid.bff.downsample.Bars;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/** Reads, joins and writes some weeks of invented minutes. */
@Component
final class ChartRehearsal implements Rehearsal {

    private static final int ROWS = 5_000;
    private static final Instant FIRST = Instant.parse("2024-01-02T14:30:00Z");

    private final byte[] reply = IntStream.range(0, ROWS)
            .mapToObj(ChartRehearsal::row)
            .collect(Collectors.joining(",", "{\"symbol\":\"NONE\",\"bars\":[", "]}"))
            .getBytes(StandardCharsets.US_ASCII);

    @Override
    public void once() {
        Bars rows = BarsReader.bars(reply);
        Bars bars = BarReduction.of(rows, Sessions.ends(rows), ROWS / 3).bars();
        for (ChartQuery.Format format : ChartQuery.Format.values()) {
            BarsWriter.write(bars, format);
        }
    }

    private static String row(int minute) {
        double price = 100 + minute % 700 / 100.0;
        return "{\"t\":\"%s\",\"o\":%s,\"h\":%s,\"l\":%s,\"c\":%s,\"v\":%d}"
                .formatted(FIRST.plusSeconds(60L * minute), price, price + 0.25, price - 0.25, price + 0.01, minute);
    }
}
