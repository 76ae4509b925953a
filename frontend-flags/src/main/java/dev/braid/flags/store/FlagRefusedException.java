package dev.braid.flags.store;

/** A change made through Togglz that cannot be: the flag is forced, not ours, or was changed by someone else meanwhile. */
public final class FlagRefusedException extends RuntimeException {

    FlagRefusedException(String message) {
        super(message);
    }
}
