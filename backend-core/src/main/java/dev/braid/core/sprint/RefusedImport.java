package dev.braid.core.sprint;

import dev.braid.core.access.UnreadableData;

/** Takes back the transaction of an import that cannot be stored, and says why. */
final class RefusedImport extends RuntimeException {

    private final UnreadableData reason;

    RefusedImport(UnreadableData reason) {
        super(reason);
        this.reason = reason;
    }

    UnreadableData reason() {
        return reason;
    }
}
