package dev.braid.bff.stream;

import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Names for stretches of a playback within which positions can be compared: a row that was sent in one is before every later one. No two
 * stretches of any session, nor of any replica, have the same name.
 */
final class Epochs {

    private final String incarnation;
    private final AtomicLong last = new AtomicLong();

    /** @param incarnation a random number */
    Epochs(long incarnation) {
        this.incarnation = HexFormat.of().toHexDigits(incarnation);
    }

    String next() {
        return incarnation + "-" + last.incrementAndGet();
    }
}
