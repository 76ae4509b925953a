package dev.braid.bff.cache;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is told otherwise. */
final class SettableClock implements InstantSource {

    private volatile Instant now = Instant.parse("2026-03-02T14:30:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    void advance(Duration time) {
        now = now.plus(time);
    }
}
