package dev.braid.bff.stream;

/** What a viewer understands. */
enum Kind {
    /** A WebSocket with the subprotocol {@code braid.v1}: everything. */
    BRAID,
    /** A WebSocket without it: frames, heartbeats, the end and errors. */
    PLAIN,
    /** An event stream: as a plain one, but for heartbeats, which are comments. It cannot say anything, so it plays at once when it drives. */
    EVENTS
}
