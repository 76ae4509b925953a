package dev.braid.core.socket;

import java.time.Duration;
import org.springframework.web.socket.CloseStatus;

/** Why a socket is closed; 4000 to 4499, as 1012 and 1013: come back, 4500 and above: do not. Reasons have at most 123 bytes (RFC 6455, section 5.5). */
public final class Closing {

    public static final CloseStatus BINARY = new CloseStatus(1003, "message: binary (expected: text)");
    public static final CloseStatus UNREADABLE = new CloseStatus(1007, "message: not readable (expected: JSON)");
    public static final CloseStatus UNKNOWN_MESSAGE =
            new CloseStatus(1008, "message: unknown (expected: {\"type\":\"auth\",\"token\":\"…\"})");
    public static final CloseStatus TOO_LONG = new CloseStatus(1009, "message: too long (expected: a shorter one)");
    public static final CloseStatus FAULT = new CloseStatus(1011, "socket: failed (expected: come back)");
    public static final CloseStatus DRAINING = new CloseStatus(1012, "this service ends (expected: come back at once)");
    public static final CloseStatus TOO_SLOW =
            new CloseStatus(1013, "events: not read in time (expected: come back, and read anew)");
    public static final CloseStatus MISSED =
            new CloseStatus(1013, "events: some were missed (expected: come back, and read anew)");
    public static final CloseStatus FULL =
            new CloseStatus(1013, "sockets: too many in all (expected: come back later)");
    public static final CloseStatus NO_PROOF = new CloseStatus(4401, "credential: missing (expected: a bearer token)");
    public static final CloseStatus BAD_PROOF =
            new CloseStatus(4401, "credential: not valid (expected: a token of this service that has not expired)");
    public static final CloseStatus EXPIRED =
            new CloseStatus(4401, "credential: expired (expected: come back with a new one)");
    public static final CloseStatus REVOKED =
            new CloseStatus(4401, "credential: revoked (expected: come back with a new one)");
    public static final CloseStatus OTHER_USER =
            new CloseStatus(4403, "credential: of another user (expected: a socket of their own)");
    public static final CloseStatus SILENT = new CloseStatus(4408, "ping: not answered (expected: a pong)");
    public static final CloseStatus TOO_MANY =
            new CloseStatus(4429, "sockets: too many of this user (expected: come back later)");
    /** Long enough for a tab to be closed. */
    public static final Duration COME_BACK_AFTER = Duration.ofSeconds(5);

    private Closing() {}
}
