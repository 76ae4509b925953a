package dev.braid.bff.stream;

import dev.braid.contracts.ErrorCode;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** How many viewers there may be: of one caller, of one run, and in all of this replica. Safe for use by many threads. */
@Component
final class ConnectionLimits {

    private final int most;
    private final int mostOfRun;
    private final int mostOfCaller;
    private final AtomicInteger all = new AtomicInteger();
    private final Map<String, Integer> ofRuns = new ConcurrentHashMap<>();
    private final Map<String, Integer> ofCallers = new ConcurrentHashMap<>();

    ConnectionLimits(
            @Value("${braid.stream.viewers:20000}") int most,
            @Value("${braid.stream.viewers-of-run:12000}") int mostOfRun,
            @Value("${braid.stream.viewers-of-caller:12000}") int mostOfCaller) {
        this.most = most;
        this.mostOfRun = mostOfRun;
        this.mostOfCaller = mostOfCaller;
    }

    /** A place, until it is closed; closing it again does nothing. */
    final class Place implements AutoCloseable {

        private final String run;
        private final String caller;
        private final AtomicBoolean taken = new AtomicBoolean(true);

        private Place(String run, String caller) {
            this.run = run;
            this.caller = caller;
        }

        @Override
        public void close() {
            if (taken.compareAndSet(true, false)) {
                all.decrementAndGet();
                give(ofRuns, run);
                give(ofCallers, caller);
            }
        }
    }

    /** Why there is no place: too many of the caller's own, or too many at all. */
    record Full(ErrorCode code, String message) {}

    /** What the limits say: exactly one of the two is there. */
    record Outcome(Optional<Place> place, Optional<Full> full) {}

    Outcome take(String run, String caller) {
        if (all.incrementAndGet() > most) {
            all.decrementAndGet();
            return full(ErrorCode.BUSY, "viewers of this replica", most);
        }
        if (!take(ofRuns, run, mostOfRun)) {
            all.decrementAndGet();
            return full(ErrorCode.BUSY, "viewers of this run", mostOfRun);
        }
        if (!take(ofCallers, caller, mostOfCaller)) {
            all.decrementAndGet();
            give(ofRuns, run);
            return full(ErrorCode.RATE_LIMITED, "streams of this caller", mostOfCaller);
        }
        return new Outcome(Optional.of(new Place(run, caller)), Optional.empty());
    }

    int taken() {
        return all.get();
    }

    private static Outcome full(ErrorCode code, String what, int most) {
        return new Outcome(
                Optional.empty(),
                Optional.of(new Full(code, what + ": " + most + " (expected: fewer, come back later)")));
    }

    private static boolean take(Map<String, Integer> taken, String key, int most) {
        boolean[] free = new boolean[1];
        taken.compute(key, (same, before) -> {
            int now = before == null ? 0 : before;
            free[0] = now < most;
            return free[0] ? now + 1 : before;
        });
        return free[0];
    }

    private static void give(Map<String, Integer> taken, String key) {
        taken.computeIfPresent(key, (same, before) -> before > 1 ? before - 1 : null);
    }
}
