package dev.braid.core.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.core.access.Rehearsal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.support.StaticApplicationContext;

@ExtendWith(OutputCaptureExtension.class)
class WarmUpTest {

    private static final InetSocketAddress SERVICE = InetSocketAddress.createUnresolved("service", 1);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final AtomicInteger done = new AtomicInteger();
    private final AtomicLong nanoTime = new AtomicLong();

    @Test
    void rehearsesEachOnceAtLeast() {
        warmUp(Duration.ofNanos(1), LONG, service -> {
                    assertThat(service).isSameAs(SERVICE);
                    takesTwoMillis(service);
                })
                .rehearse(SERVICE);

        assertThat(done).hasValue(1);
    }

    @Test
    void rehearsesAgainUntilItsTimeIsUp(CapturedOutput output) {
        warmUp(Duration.ofMillis(5), LONG, this::takesTwoMillis).rehearse(SERVICE);

        assertThat(done).hasValue(3);
        assertThat(output).contains("warmed up: 3 rounds in 6 ms");
    }

    @Test
    void leavesOutWhatFailsWithOneLine(CapturedOutput output) {
        warmUp(
                        Duration.ofMillis(5),
                        LONG,
                        service -> {
                            throw new IOException("no reply");
                        },
                        service -> {
                            throw new IllegalStateException("no table");
                        },
                        this::takesTwoMillis)
                .rehearse(SERVICE);

        assertThat(done).hasValue(3);
        assertThat(output).containsOnlyOnce("no reply").containsOnlyOnce("no table");
    }

    @Test
    void isNotWarmWhereEverythingFails(CapturedOutput output) {
        warmUp(Duration.ofMillis(5), LONG, service -> {
                    throw new IOException("no reply");
                })
                .rehearse(SERVICE);

        assertThat(output).contains("not warmed up").doesNotContain("rounds in");
    }

    @Test
    void startsWithoutWhatDoesNotComeToAnEnd(CapturedOutput output) throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);

        warmUp(Duration.ofNanos(1), Duration.ofMillis(50), service -> {
                    try {
                        never.await();
                    } catch (InterruptedException ended) {
                        interrupted.countDown();
                    }
                })
                .rehearse(SERVICE);

        interrupted.await();
        assertThat(output)
                .contains("not warmed up: not done in PT0.050000001S (expected: in PT0.000000001S)")
                .doesNotContain("rounds in");
    }

    private void takesTwoMillis(InetSocketAddress service) {
        nanoTime.addAndGet(TimeUnit.MILLISECONDS.toNanos(2));
        done.incrementAndGet();
    }

    private WarmUp warmUp(Duration budget, Duration longest, Rehearsal... rehearsals) {
        return new WarmUp(List.of(rehearsals), new StaticApplicationContext(), budget, longest, nanoTime::get);
    }
}
