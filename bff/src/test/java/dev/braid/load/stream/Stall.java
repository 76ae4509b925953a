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
    private long othersAt = NOT_YET;
    private long frames;
    private long stale;
    private long behind;
    private long firstAge = NOT_YET;
    private long firstFreshAge = NOT_YET;
    private long freshAfter = NOT_YET;

    /** @param row which the others had by then */
    void resumed(long now, long row) {
        resumed = now;
        othersAt = row;
    }

    /** @param age since it was sent */
    void frame(long row, long age, long now) {
        if (resumed == NOT_YET) {
            return;
        }
        frames++;
        if (row <= othersAt) {
            behind++;
        }
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

    /** Frames that the others had before it read again: what was kept for it, however slow everything is. */
    long behind() {
        return behind;
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
