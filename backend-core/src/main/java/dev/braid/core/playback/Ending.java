package dev.braid.core.playback;

import org.springframework.web.socket.CloseStatus;

/** Why a playback is ended by the server, beside what ends every socket. */
final class Ending {

    static final CloseStatus FAULT = new CloseStatus(1011, "playback: failed (expected: come back)");
    static final CloseStatus TOO_SLOW =
            new CloseStatus(1013, "frames: not read in time (expected: come back with from_i)");
    static final CloseStatus AWAY = new CloseStatus(1013, "database: away (expected: come back with from_i)");
    static final CloseStatus TOO_MANY_MESSAGES =
            new CloseStatus(4429, "messages: more than can be answered (expected: come back, and send fewer)");
    static final CloseStatus BEYOND = new CloseStatus(4500, "from_i: beyond the run (expected: come back without it)");
    static final CloseStatus MAY_NOT = new CloseStatus(4503, "permission: not granted (expected: run:read)");
    static final CloseStatus NO_SUCH_RUN = new CloseStatus(4504, "run: none of this id (expected: an existing run id)");
    /** Of an event stream; a socket stays open. */
    static final CloseStatus AT_THE_END = new CloseStatus(1000, "the run was played");

    private Ending() {}
}
