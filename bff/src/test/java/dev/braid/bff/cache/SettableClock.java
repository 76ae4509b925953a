package dev.braid.bff.cache;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is told otherwise. */
final class SettableClock implements InstantSource {

    private volatile Instant now = Instant.parse("2026-03-02T14:30:00Z");
    private int readingsBefore;
    private Runnable event = () -> {};

    @Override
    public Instant instant() {
        if (--readingsBefore == 0) {
            event.run();
        }
        return now;
    }

    /** Lets something happen while the clock is read for the n-th time from now. */
    void during(int reading, Runnable event) {
        this.event = event;
        this.readingsBefore = reading;
    }

    void advance(Duration time) {
        now = now.plus(time);
    }
}
