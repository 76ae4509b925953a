package dev.braid.load.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProcessSampleTest {

    @Test
    void readsTimesBehindANameWithBracketsAndBlanks() {
        String stat = "42 (a) (b c) S 1 2 3 4 5 6 7 8 9 10 250 50 0 0 20 0 1 0 12345";

        ProcessSample sample = ProcessSample.of(stat, List.of("VmPeak:\t  999 kB", "VmRSS:\t  2048 kB"));

        assertThat(sample.processor()).isEqualTo(Duration.ofSeconds(3));
        assertThat(sample.residentKibibytes()).isEqualTo(2048);
    }

    @Test
    void addsUpTheGenerationsOfAHeap() {
        String heap = """
                4711:
                 def new generation   total 9216K, used 100K [0x1, 0x2, 0x3)
                  eden space 8192K,   1% used [0x1, 0x2, 0x3)
                 tenured generation   total 20480K, used 3000K [0x1, 0x2, 0x3)
                 Metaspace       used 50000K, committed 51000K, reserved 1100000K
                  class space    used 6000K, committed 6400K, reserved 1048576K
                """;

        assertThat(JavaHeap.used(heap)).isEqualTo(3_100);
        assertThat(JavaHeap.used(" garbage-first heap   total 65536K, used 2048K [0x1, 0x2)\n"))
                .isEqualTo(2_048);
    }
}
