package dev.braid.bff.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.DefaultApplicationArguments;

class WarmUpTest {

    private final AtomicInteger charts = new AtomicInteger();
    private final AtomicInteger runs = new AtomicInteger();
    private final List<Rehearsal> rehearsals = List.of(charts::incrementAndGet, runs::incrementAndGet);

    @Test
    void rehearsesEverythingUntilItsTimeIsUp() {
        new WarmUp(rehearsals, Duration.ofMillis(5)).run(new DefaultApplicationArguments());

        assertThat(charts).hasPositiveValue().hasValue(runs.get());
    }

    @Test
    void doesNotRehearseWithoutTime() {
        new WarmUp(rehearsals, Duration.ZERO).run(new DefaultApplicationArguments());

        assertThat(charts).hasValue(0);
    }
}
