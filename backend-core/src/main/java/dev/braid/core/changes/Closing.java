package dev.braid.core.changes;

import java.time.Duration;
import org.springframework.web.socket.CloseStatus;

/** Why a socket is closed; 4000 to 4499, as 1012 and 1013: come back, 4500 and above: do not. Reasons have at most 123 bytes (RFC 6455, section 5.5). */
final class Closing {

    static final CloseStatus BINARY = new CloseStatus(1003, "message: binary (expected: text)");
    static final CloseStatus UNREADABLE = new CloseStatus(1007, "message: not readable (expected: JSON)");
    static final CloseStatus UNKNOWN_MESSAGE =
            new CloseStatus(1008, "message: unknown (expected: {\"type\":\"auth\",\"token\":\"…\"})");
    static final CloseStatus DRAINING = new CloseStatus(1012, "this service ends (expected: come back at once)");
    static final CloseStatus TOO_SLOW =
            new CloseStatus(1013, "events: not read in time (expected: come back, and read anew)");
    static final CloseStatus MISSED =
            new CloseStatus(1013, "events: some were missed (expected: come back, and read anew)");
    static final CloseStatus NO_PROOF = new CloseStatus(4401, "credential: missing (expected: a bearer token)");
    static final CloseStatus BAD_PROOF =
            new CloseStatus(4401, "credential: not valid (expected: a token of this service that has not expired)");
    static final CloseStatus EXPIRED =
            new CloseStatus(4401, "credential: expired (expected: come back with a new one)");
    static final CloseStatus REVOKED =
            new CloseStatus(4401, "credential: revoked (expected: come back with a new one)");
    static final CloseStatus OTHER_USER =
            new CloseStatus(4403, "credential: of another user (expected: a socket of their own)");
    static final CloseStatus SILENT = new CloseStatus(4408, "ping: not answered (expected: a pong)");
    static final CloseStatus TOO_MANY =
            new CloseStatus(4429, "sockets: too many of this user (expected: come back later)");
    static final CloseStatus HEARS_NOTHING = new CloseStatus(
            4503, "permission: not granted (expected: task:read, run:read, sprint:read or portfolio:read)");

    /** Long enough for a tab to be closed. */
    static final Duration COME_BACK_AFTER = Duration.ofSeconds(5);

    private Closing() {}
}
