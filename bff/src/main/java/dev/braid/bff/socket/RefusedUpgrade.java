package dev.braid.bff.socket;

/** The backend answered the handshake of a WebSocket, but not with one. */
public final class RefusedUpgrade extends RuntimeException {

    private final int status;

    RefusedUpgrade(int status, Throwable cause) {
        super("handshake: answered with " + status + " (expected: 101)", cause);
        this.status = status;
    }

    /** The HTTP status it answered with. */
    public int status() {
        return status;
    }
}
