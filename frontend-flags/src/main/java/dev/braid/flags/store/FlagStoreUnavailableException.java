package dev.braid.flags.store;

/** The store cannot be written to or asked now. Reads of the snapshot go on; whether a change that timed out was made shows later. */
public final class FlagStoreUnavailableException extends RuntimeException {

    FlagStoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    FlagStoreUnavailableException(String message) {
        super(message);
    }
}
