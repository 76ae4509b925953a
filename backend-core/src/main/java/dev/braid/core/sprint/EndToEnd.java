package dev.braid.core.sprint;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Dates for sprints of which only the lengths are known: each ends where the next one begins. */
final class EndToEnd {

    /** Of a sprint whose plan says nothing usable, the most common length. */
    private static final Duration USUAL_LENGTH = Duration.ofDays(14);

    private static final BigDecimal MILLIS_A_DAY =
            BigDecimal.valueOf(Duration.ofDays(1).toMillis());

    private EndToEnd() {}

    record Period(Instant start, Instant end) {}

    /** A day may be a part of one; 0 and less is no length. */
    static Duration length(BigDecimal planDays) {
        return planDays.signum() <= 0
                ? USUAL_LENGTH
                : Duration.ofMillis(planDays.multiply(MILLIS_A_DAY)
                        .setScale(0, RoundingMode.HALF_UP)
                        .longValueExact());
    }

    /** In the order of the lengths, the last one up to the end. */
    static List<Period> until(Instant end, List<Duration> lengths) {
        List<Period> periods = new ArrayList<>();
        Instant next = end;
        for (int i = lengths.size() - 1; i >= 0; i--) {
            Instant start = next.minus(lengths.get(i));
            periods.add(new Period(start, next));
            next = start;
        }
        Collections.reverse(periods);
        return periods;
    }
}
