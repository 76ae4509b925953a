package dev.braid.bff.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.bff.stream.ConnectionLimits.Full;
import dev.braid.bff.stream.ConnectionLimits.Outcome;
import dev.braid.contracts.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {

    @Test
    void hasSoManyPlacesForACaller() {
        ConnectionLimits limits = new ConnectionLimits(10, 10, 2);
        Outcome first = limits.take("run", "alice");
        limits.take("other run", "alice");

        assertThat(limits.take("run", "alice").full().map(Full::code)).contains(ErrorCode.RATE_LIMITED);
        assertThat(limits.take("run", "bob").place()).isPresent();

        first.place().orElseThrow().close();

        assertThat(limits.take("run", "alice").place()).isPresent();
    }

    @Test
    void hasSoManyPlacesForARun() {
        ConnectionLimits limits = new ConnectionLimits(10, 1, 10);
        limits.take("run", "alice");

        assertThat(limits.take("run", "bob").full().map(Full::code)).contains(ErrorCode.BUSY);
        assertThat(limits.take("other run", "bob").place()).isPresent();
        assertThat(limits.taken()).isEqualTo(2);
    }

    @Test
    void hasSoManyPlacesInAll() {
        ConnectionLimits limits = new ConnectionLimits(1, 10, 10);
        Outcome only = limits.take("run", "alice");

        assertThat(limits.take("other run", "bob").full().map(Full::message))
                .contains("viewers of this replica: 1 (expected: fewer, come back later)");

        only.place().orElseThrow().close();
        only.place().orElseThrow().close();

        assertThat(limits.taken()).isZero();
        assertThat(limits.take("run", "alice").place()).isPresent();
    }

    @Test
    void losesNoPlaceToManyAtOnce() throws Exception {
        ConnectionLimits limits = new ConnectionLimits(50, 40, 30);
        AtomicInteger taken = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 10_000; i++) {
            String run = "run" + i % 2;
            String caller = "caller" + i % 3;
            threads.execute(() -> limits.take(run, caller).place().ifPresent(place -> {
                taken.incrementAndGet();
                place.close();
            }));
        }
        threads.shutdown();
        threads.awaitTermination(1, TimeUnit.MINUTES);

        List<Outcome> after = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            after.add(limits.take("run0", "caller0"));
        }

        assertThat(taken.get()).isPositive();
        assertThat(after).allMatch(outcome -> outcome.place().isPresent());
    }
}
