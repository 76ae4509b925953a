package dev.braid.bff.stream;

import java.util.Locale;

/** How a session is connected to the backend, as viewers and operators are told. */
enum LinkState {
    LIVE,
    RECONNECTING,
    /** Reconnecting for so long that nobody knows whether it will come back; controls are no longer kept for it. */
    STALE,
    /** This replica ends. */
    DRAINING;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
