package dev.braid.bff.run;

import dev.braid.bff.document.Rehearsal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/** Thins an invented equity. */
@Component
final class RunRehearsal implements Rehearsal {

    private static final int POINTS = 5_000;
    private static final Instant FIRST = Instant.parse("2024-01-02T14:30:00Z");

    private final byte[] reply = IntStream.range(0, POINTS)
            .mapToObj(minute -> "{\"ts\":\"%s\",\"value\":%s}"
                    .formatted(FIRST.plusSeconds(60L * minute), 100_000 + minute % 97 / 8.0))
            .collect(Collectors.joining(",", "{\"run_id\":\"none\",\"points\":[", "]}"))
            .getBytes(StandardCharsets.US_ASCII);

    @Override
    public void once() {
        EquityReader.reduced(reply, POINTS / 10);
    }
}
