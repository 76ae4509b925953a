package dev.braid.bff.stream;

import java.util.Locale;

/** Why something that the backend sent was not passed on. */
enum Refusal {
    /** Not the JSON of a message. */
    UNREADABLE,
    /** JSON, but no message that is known. */
    UNKNOWN,
    /** A frame of a row that has been sent, or of one before it. */
    DUPLICATE,
    TOO_LARGE;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
