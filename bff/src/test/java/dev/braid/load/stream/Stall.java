package dev.braid.load.stream;

/**
 * What a viewer is served who did not read for a while: how many frames that are of no use any more, and when the first one that is.
 * Times in microseconds.
 */
final class Stall {

    /** Older than this a frame shows the past. */
    static final long STALE = 250_000;

    private static final long NOT_YET = -1;

    private long resumed = NOT_YET;
    private long frames;
    private long stale;
    private long firstAge = NOT_YET;
    private long firstFreshAge = NOT_YET;
    private long freshAfter = NOT_YET;

    void resumed(long now) {
        resumed = now;
    }

    /** @param age since it was sent */
    void frame(long age, long now) {
        if (resumed == NOT_YET) {
            return;
        }
        frames++;
        if (firstAge == NOT_YET) {
            firstAge = age;
        }
        if (age > STALE) {
            stale++;
        } else if (firstFreshAge == NOT_YET) {
            firstFreshAge = age;
            freshAfter = MicrosOfDay.between(resumed, now);
        }
    }

    /** After it read again. */
    long frames() {
        return frames;
    }

    long stale() {
        return stale;
    }

    /** -1: there was none. */
    long firstAge() {
        return firstAge;
    }

    /** -1: there was none. */
    long firstFreshAge() {
        return firstFreshAge;
    }

    /** Since it read again; -1: never. */
    long freshAfter() {
        return freshAfter;
    }
}
