package dev.braid.bff.document;

import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/**
 * Rehearses before the service says it is ready, so that its first clients do not wait for the JVM to compile: interpreted, a year
 * of minutes takes longer to read than a document has time.
 */
@Component
final class WarmUp implements ApplicationRunner {

    private final List<Rehearsal> rehearsals;
    private final Duration budget;

    /** @param budget how long to rehearse; zero: not at all */
    WarmUp(List<Rehearsal> rehearsals, @Value("${braid.warm-up:1s}") Duration budget) {
        this.rehearsals = rehearsals;
        this.budget = budget;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        long started = System.nanoTime();
        while (System.nanoTime() - started < budget.toNanos()) {
            rehearsals.forEach(Rehearsal::once);
        }
    }
}
