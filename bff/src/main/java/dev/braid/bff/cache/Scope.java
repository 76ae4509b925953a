package dev.braid.bff.cache;

import java.time.Duration;
import java.time.Instant;

/**
 * Whose answers they are that not everyone may see.
 *
 * @param name a hash of the caller's credential, or a constant for callers without one
 * @param until when the caller's right to be given such answers ends, without asking whoever they come from; what is shared is given to
 *     everyone at any time
 */
public record Scope(String name, Instant until) {

    /** A caller who has proven nothing: is given what is shared, and what was loaded for this very request. */
    public static Scope unproven(String name) {
        return new Scope(name, Instant.MIN);
    }

    /** What every answer carries that is not shared; to forget it makes the cache forget all that the scope may see alone. */
    public static String tag(String name) {
        return "scope:" + name;
    }

    boolean holdsAt(Instant now) {
        return now.isBefore(until);
    }

    /** How much of a life is left to an answer that nobody can be given later than the scope lasts. */
    Duration bounded(Duration life, Instant now) {
        Duration left = holdsAt(now) ? Duration.between(now, until) : Duration.ZERO;
        return left.compareTo(life) < 0 ? left : life;
    }
}
