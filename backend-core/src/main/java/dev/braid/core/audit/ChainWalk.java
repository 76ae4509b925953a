package dev.braid.core.audit;

import dev.braid.contracts.AuditChainCheck;
import dev.braid.core.audit.StoredEvent.Link;
import org.jspecify.annotations.Nullable;

/** Follows the chain event by event, from the anchor on, and remembers where it breaks first. */
final class ChainWalk {

    private Link last;
    private long events;
    private @Nullable Long first;
    private @Nullable Long brokenAt;

    ChainWalk(Link anchor) {
        this.last = anchor;
    }

    /** The next event by its number. */
    void next(StoredEvent event) {
        if (brokenAt == null && !(event.follows(last) && event.isIntact())) {
            // One that is missing comes before the one that was found in its place.
            brokenAt = Math.min(event.seq(), last.seq() + 1);
        }
        if (events == 0) {
            first = event.seq();
        }
        events++;
        last = event.link();
    }

    AuditChainCheck result() {
        return new AuditChainCheck(
                brokenAt == null, events, first, events == 0 ? null : last.seq(), last.hex(), brokenAt);
    }
}
