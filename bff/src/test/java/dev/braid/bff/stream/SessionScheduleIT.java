package dev.braid.bff.stream;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** As {@link SessionScheduleTest}, where every buffer that nobody releases is found. */
class SessionScheduleIT {

    static LongStream seeds() {
        return LongStream.range(1_000, 1_010);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void releasesEveryBufferInAnySchedule(long seed) {
        SessionScheduleTest.play(seed);
    }
}
